#include "core/imaging/radiograph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpls/djencode.h>

#include "core/imaging/png.h"
#include "tests/imaging/hostile_png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using tests::bytesOf;

// Not smaller: the JPEG-LS encoder that the tests use writes beyond its buffer for a few pixels.
constexpr int columns = 24, rows = 16;
constexpr int greatest = 4095;  // 12 bits

// Grows to the right and downwards, so that no mirror image equals the original.
int storedValue(int x, int y) { return 100 + 30 * x + 150 * y + 2 * x * y; }

std::vector<Uint16> phantom() {
  std::vector<Uint16> values;
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) values.push_back(static_cast<Uint16>(storedValue(x, y)));
  return values;
}

using Change = std::function<void(DcmDataset&)>;

// A radiograph of 12 bits as a DICOM file, `change` having had its way with the attributes.
std::string dicomOf(const std::vector<Uint16>& values, const Change& change = {},
                    E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
  DcmFileFormat file;
  DcmDataset& dataset = *file.getDataset();
  dataset.putAndInsertString(DCM_SOPClassUID, UID_DigitalXRayImageStorageForPresentation);
  dataset.putAndInsertString(DCM_SOPInstanceUID, "1.2.3.4");
  dataset.putAndInsertString(DCM_StudyInstanceUID, "1.2.3.5");
  dataset.putAndInsertString(DCM_SeriesInstanceUID, "1.2.3.6");
  dataset.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
  dataset.putAndInsertUint16(DCM_Rows, rows);
  dataset.putAndInsertUint16(DCM_Columns, columns);
  dataset.putAndInsertUint16(DCM_BitsAllocated, 16);
  dataset.putAndInsertUint16(DCM_BitsStored, 12);
  dataset.putAndInsertUint16(DCM_HighBit, 11);
  dataset.putAndInsertUint16(DCM_PixelRepresentation, 0);
  dataset.putAndInsertUint16Array(DCM_PixelData, values.data(), static_cast<unsigned long>(values.size()));
  if (change) change(dataset);
  EXPECT_TRUE(dataset.chooseRepresentation(syntax, nullptr).good());
  std::string bytes(64 * 1024, '\0');
  DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  file.transferInit();
  EXPECT_TRUE(file.write(stream, syntax, EET_ExplicitLength, nullptr).good());
  file.transferEnd();
  void* start = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(start, length);
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

Image8 decoded(const std::string& bytes) {
  auto image = decodeRadiograph(bytesOf(bytes));
  EXPECT_TRUE(image) << image.error().message;
  return image ? *image : Image8{};
}

// The standard's linear formula (part 3, C.11.2.1.2.1) for an output of 0 to 255.
double windowed(double value, double centre, double width) {
  return std::clamp(((value - (centre - 0.5)) / (width - 1) + 0.5) * 255, 0.0, 255.0);
}

Change window(const char* centre, const char* width) {
  return [=](DcmDataset& dataset) {
    dataset.putAndInsertString(DCM_WindowCenter, centre);
    dataset.putAndInsertString(DCM_WindowWidth, width);
  };
}

void expectWindowed(const Image8& image, double centre, double width, double slope = 1,
                    double intercept = 0) {
  ASSERT_EQ(image.width, columns);
  ASSERT_EQ(image.height, rows);
  ASSERT_EQ(image.channels, 1);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      const double expected = windowed(slope * storedValue(x, y) + intercept, centre, width);
      EXPECT_NEAR(image.pixels[image.index(x, y)], expected, 1) << x << ", " << y;
    }
  }
}

// ---- DICOM ----

TEST(DicomRadiograph, IsScaledFromLeastToGreatestWithoutWindow) {
  const Image8 image = decoded(dicomOf(phantom()));
  ASSERT_EQ(image.pixels.size(), static_cast<std::size_t>(columns * rows));
  const double least = storedValue(0, 0), most = storedValue(columns - 1, rows - 1);
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      EXPECT_NEAR(image.pixels[image.index(x, y)], (storedValue(x, y) - least) / (most - least) * 255, 1);
}

TEST(DicomRadiograph, IsWindowedByTheLinearFormula) {
  expectWindowed(decoded(dicomOf(phantom(), window("1800", "1500"))), 1800, 1500);
}

TEST(DicomRadiograph, TakesTheFirstOfSeveralWindows) {
  expectWindowed(decoded(dicomOf(phantom(), window("1200\\3000", "900\\50"))), 1200, 900);
}

TEST(DicomRadiograph, IsRescaledBeforeItsWindow) {
  const auto change = [](DcmDataset& dataset) {
    dataset.putAndInsertString(DCM_RescaleSlope, "2");
    dataset.putAndInsertString(DCM_RescaleIntercept, "-1024");
    window("2000", "3000")(dataset);
  };
  expectWindowed(decoded(dicomOf(phantom(), change)), 2000, 3000, 2, -1024);
}

TEST(DicomRadiograph, InMonochrome1IsTheInverseOfMonochrome2) {
  std::vector<Uint16> inverse = phantom();
  for (Uint16& value : inverse) value = static_cast<Uint16>(greatest - value);
  const auto inverted = [](DcmDataset& dataset) {
    dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME1");
  };
  const Image8 one = decoded(dicomOf(inverse, inverted));
  const Image8 two = decoded(dicomOf(phantom()));
  ASSERT_EQ(one.pixels.size(), two.pixels.size());
  for (std::size_t i = 0; i < one.pixels.size(); ++i) EXPECT_NEAR(one.pixels[i], two.pixels[i], 1) << i;
}

TEST(DicomRadiograph, IsTheSameHoweverItIsCompressedWithoutLoss) {
  DcmRLEEncoderRegistration::registerCodecs();
  DJEncoderRegistration::registerCodecs();
  DJLSEncoderRegistration::registerCodecs();
  const Change change = window("1800", "1500");
  const Image8 plain = decoded(dicomOf(phantom(), change));
  for (const E_TransferSyntax syntax : {EXS_LittleEndianImplicit, EXS_BigEndianExplicit, EXS_RLELossless,
                                        EXS_JPEGProcess14SV1, EXS_JPEGLSLossless}) {
    EXPECT_EQ(decoded(dicomOf(phantom(), change, syntax)), plain) << DcmXfer(syntax).getXferName();
  }
}

TEST(DicomRadiograph, OfAnotherTransferSyntaxIsRefusedByItsName) {
  const auto change = [](DcmDataset& dataset) {
    auto* sequence = new DcmPixelSequence(DCM_PixelSequenceTag);  // owned by the dataset in the end
    sequence->insert(new DcmPixelItem(DCM_PixelItemTag));
    auto* fragment = new DcmPixelItem(DCM_PixelItemTag);  // NOLINT(cppcoreguidelines-owning-memory)
    const std::vector<Uint8> code(16, 0x4f);
    fragment->putUint8Array(code.data(), static_cast<unsigned long>(code.size()));
    sequence->insert(fragment);
    auto* pixels = new DcmPixelData(DCM_PixelData);
    pixels->putOriginalRepresentation(EXS_MPEG2MainProfileAtMainLevel, nullptr, sequence);
    dataset.insert(pixels, true);
  };
  const auto image =
      decodeRadiograph(bytesOf(dicomOf(phantom(), change, EXS_MPEG2MainProfileAtMainLevel)), "a.dcm");
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::formatUnsupported);
  EXPECT_THAT(image.error().message, HasSubstr("MPEG2"));
  EXPECT_EQ(image.error().file, "a.dcm");
}

TEST(DicomRadiograph, OfSeveralFramesIsRefused) {
  std::vector<Uint16> three;
  for (int i = 0; i < 3; ++i) {
    const std::vector<Uint16> one = phantom();
    three.insert(three.end(), one.begin(), one.end());
  }
  const auto image = decodeRadiograph(bytesOf(
      dicomOf(three, [](DcmDataset& dataset) { dataset.putAndInsertString(DCM_NumberOfFrames, "3"); })));
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::formatUnsupported);
  EXPECT_THAT(image.error().message, HasSubstr("3 frames"));
}

TEST(DicomRadiograph, InColourIsRefused) {
  const auto image = decodeRadiograph(bytesOf(dicomOf(phantom(), [](DcmDataset& dataset) {
    dataset.putAndInsertUint16(DCM_SamplesPerPixel, 3);
    dataset.putAndInsertString(DCM_PhotometricInterpretation, "RGB");
  })));
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::formatUnsupported);
  EXPECT_THAT(image.error().message, HasSubstr("RGB"));
}

TEST(HostileDicom, IsRefusedWhenItIsTooLargeOrTooShort) {
  const auto sides = [](Uint16 side) {
    return [side](DcmDataset& dataset) {
      dataset.putAndInsertUint16(DCM_Rows, side);
      dataset.putAndInsertUint16(DCM_Columns, side);
    };
  };
  EXPECT_EQ(decodeRadiograph(bytesOf(dicomOf(phantom(), sides(65535)))).error().code,
            ErrorCode::fileTooLarge);
  EXPECT_EQ(decodeRadiograph(bytesOf(dicomOf(phantom(), sides(1000)))).error().code,
            ErrorCode::fileTruncated);
  EXPECT_EQ(decodeRadiograph(bytesOf(dicomOf(phantom(), sides(0)))).error().code, ErrorCode::formatInvalid);
}

TEST(HostileDicom, IsAnErrorAtEveryTruncation) {
  const std::string whole = dicomOf(phantom());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto image = decodeRadiograph(bytesOf(whole).first(length));
    ASSERT_FALSE(image) << length << " of " << whole.size();
    EXPECT_FALSE(image.error().message.empty());
  }
}

TEST(HostileDicom, SurvivesEveryFlippedByte) {
  const std::string whole = dicomOf(phantom(), window("1800", "1500"));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
    const auto image = decodeRadiograph(bytesOf(damaged));
    if (image) {
      EXPECT_TRUE(checkImage(*image)) << at;
    } else {
      EXPECT_FALSE(image.error().message.empty()) << at;
    }
  }
}

// ---- pictures ----

Image8 picture(int channels) {
  Image8 image = *makeImage(3, 2, channels);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(40 * (i / static_cast<std::size_t>(channels)));
  return image;
}

TEST(Radiograph, IsReadFromAGreyPictureAsItIs) { EXPECT_EQ(decoded(*encodePng(picture(1))), picture(1)); }

TEST(Radiograph, IsReadFromAColourPictureThatIsGrey) {
  EXPECT_EQ(decoded(*encodePng(picture(3))), picture(1));
}

TEST(Radiograph, InColourIsRefused) {
  Image8 image = picture(3);
  image.pixels[image.index(2, 1, 2)] = 7;
  const auto grey = decodeRadiograph(bytesOf(*encodePng(image)), "photo.png");
  ASSERT_FALSE(grey);
  EXPECT_EQ(grey.error().code, ErrorCode::formatUnsupported);
  EXPECT_EQ(grey.error().file, "photo.png");
}

TEST(Radiograph, OfAnUnknownKindIsRefused) {
  EXPECT_EQ(decodeRadiograph(bytesOf("a report, not a radiograph")).error().code,
            ErrorCode::formatUnsupported);
  EXPECT_EQ(readRadiograph("no/such/file.dcm").error().code, ErrorCode::fileMissing);
}

}  // namespace
}  // namespace chexgen::imaging
