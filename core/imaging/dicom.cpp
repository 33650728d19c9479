#include "core/imaging/dicom.h"

#include <string>
#include <string_view>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <dcmtk/dcmimgle/dcmimage.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t preambleBytes = 128;

// DCMTK keeps its decoders in a global list and reports on stderr; both are set up once.
void prepareDcmtk() {
  static const bool prepared = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(prepared);
}

tl::unexpected<base::Error> damaged(const char* reason, const std::filesystem::path& file) {
  return fail(ErrorCode::formatInvalid, std::string("The DICOM file is damaged: ") + reason + ".", file, {},
              "Export the image again from where it came from.");
}

// What the attributes say about the pixels, before any is decoded.
struct PixelFacts {
  int width = 0;
  int height = 0;
};

base::Result<Uint16> numberOf(DcmDataset& dataset, const DcmTagKey& tag, const char* name,
                              const std::filesystem::path& file) {
  Uint16 value = 0;
  if (dataset.findAndGetUint16(tag, value).bad())
    return damaged((std::string("the attribute \"") + name + "\" is missing").c_str(), file);
  return value;
}

// Only one monochrome frame is a radiograph here.
base::Result<void> checkKind(DcmDataset& dataset, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const Uint16 samples, numberOf(dataset, DCM_SamplesPerPixel, "Samples per Pixel", file));
  OFString colours;
  if (dataset.findAndGetOFString(DCM_PhotometricInterpretation, colours).bad())
    return damaged("the attribute \"Photometric Interpretation\" is missing", file);
  if (samples != 1 || (colours != "MONOCHROME1" && colours != "MONOCHROME2")) {
    return fail(ErrorCode::formatUnsupported,
                "The DICOM image is " + std::string(colours.c_str()) + ", not MONOCHROME1 or MONOCHROME2.",
                file, {}, "A radiograph is monochrome; choose another image of the study.");
  }
  Sint32 frames = 1;
  if (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).good() && frames != 1) {
    return fail(
        ErrorCode::formatUnsupported,
        "The DICOM file holds " + std::to_string(frames) + " frames; only single radiographs are read.", file,
        {}, "Export the frame that is meant as a file of its own.");
  }
  return {};
}

base::Result<PixelFacts> checkSize(DcmDataset& dataset, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const Uint16 rows, numberOf(dataset, DCM_Rows, "Rows", file));
  CHEXGEN_ASSIGN(const Uint16 columns, numberOf(dataset, DCM_Columns, "Columns", file));
  CHEXGEN_ASSIGN(const Uint16 bits, numberOf(dataset, DCM_BitsAllocated, "Bits Allocated", file));
  CHEXGEN_TRY(checkImageSize(columns, rows, file));
  DcmElement* pixels = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, pixels).bad() || pixels == nullptr)
    return damaged("it has no pixel data", file);
  const std::uint64_t announced = std::uint64_t{rows} * columns * bits / 8;
  const bool plain = !DcmXfer(dataset.getOriginalXfer()).isEncapsulated();
  if (plain && pixels->getLength() < announced) {
    return fail(ErrorCode::fileTruncated, "The DICOM file ends before its image is complete.", file, {},
                "Copy or export the image again.");
  }
  return PixelFacts{columns, rows};
}

base::Result<void> decompress(DcmDataset& dataset, const std::filesystem::path& file) {
  const DcmXfer syntax(dataset.getOriginalXfer());
  if (!syntax.isEncapsulated()) return {};
  const E_TransferSyntax plain = EXS_LittleEndianExplicit;
  DcmElement* element = nullptr;
  dataset.findAndGetElement(DCM_PixelData, element);
  auto* pixels = dynamic_cast<DcmPixelData*>(element);
  if (pixels == nullptr || !DcmCodecList::canChangeCoding(syntax.getXfer(), plain)) {
    return fail(
        ErrorCode::formatUnsupported,
        std::string("The DICOM image is compressed as \"") + syntax.getXferName() + "\", which is not read.",
        file, {}, "Export it uncompressed, or compressed by JPEG, JPEG-LS or RLE.");
  }
  if (const OFCondition done = dataset.chooseRepresentation(plain, nullptr); done.bad())
    return damaged(done.text(), file);
  return {};
}

// The display pipeline of the standard, up to 8-bit grey.
base::Result<Image8> rendered(DcmDataset& dataset, const PixelFacts& facts,
                              const std::filesystem::path& file) {
  DicomImage image(&dataset, dataset.getCurrentXfer());
  if (image.getStatus() != EIS_Normal) return damaged(DicomImage::getString(image.getStatus()), file);
  const bool windowed = image.getWindowCount() > 0   ? image.setWindow(0) != 0
                        : image.getVoiLutCount() > 0 ? image.setVoiLut(0) != 0
                                                     : image.setMinMaxWindow() != 0;
  if (!windowed) return damaged("its window cannot be applied", file);
  CHEXGEN_ASSIGN(Image8 grey, makeImage(facts.width, facts.height, 1, file));
  constexpr int bits = 8;
  if (image.getOutputDataSize(bits) != grey.pixels.size() ||
      image.getOutputData(grey.pixels.data(), grey.pixels.size(), bits) == 0) {
    return damaged("its pixels cannot be rendered", file);
  }
  return grey;
}

}  // namespace

bool isDicom(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.size() >= preambleBytes + 4 && text.substr(preambleBytes, 4) == "DICM";
}

base::Result<Image8> decodeDicom(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  prepareDcmtk();
  DcmInputBufferStream stream;
  stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  stream.setEos();
  DcmFileFormat format;
  format.transferInit();
  const OFCondition read = format.read(stream);
  format.transferEnd();
  if (read.bad()) return damaged(read.text(), file);
  DcmDataset& dataset = *format.getDataset();
  CHEXGEN_TRY(checkKind(dataset, file));
  CHEXGEN_ASSIGN(const PixelFacts facts, checkSize(dataset, file));
  CHEXGEN_TRY(decompress(dataset, file));
  return rendered(dataset, facts, file);
}

}  // namespace chexgen::imaging
