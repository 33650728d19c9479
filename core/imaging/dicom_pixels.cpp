#include "core/imaging/dicom_pixels.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "core/imaging/code_header.h"
#include "core/imaging/dicom_rle.h"
#include "core/imaging/image.h"
#include "core/imaging/jpeg2000.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

// No compression shrinks a radiograph to less than a byte for this many pixels; small images may be empty.
constexpr std::uint64_t maxPixelsPerByte = 4096, alwaysAllowedPixels = 1U << 24U;

struct PixelLayout {
  int width = 0, height = 0, frames = 1;
  unsigned allocated = 8;           // bits for each value: 8 or 16
  unsigned stored = 8, lowest = 0;  // bits of it that are the value, and the first of them
  bool isSigned = false;
  std::vector<std::string> remarks;

  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  [[nodiscard]] std::size_t bytes() const { return pixels() * (allocated / 8U); }
};

base::Result<void> checkMonochrome(DcmItem& dataset, const std::filesystem::path& file) {
  const Uint16 samples = numberOr(dataset, DCM_SamplesPerPixel, 1);
  const std::string colours = textOf(dataset, DCM_PhotometricInterpretation);
  if (colours.empty()) return damagedDicom("the attribute \"Photometric Interpretation\" is missing", file);
  if (samples == 1 && (colours == "MONOCHROME1" || colours == "MONOCHROME2")) return {};
  return fail(ErrorCode::formatUnsupported,
              "The DICOM image is " + colours + ", not MONOCHROME1 or MONOCHROME2.", file, {},
              "A radiograph is monochrome; choose another image of the study.");
}

base::Result<PixelLayout> pixelLayout(DcmItem& dataset, const std::filesystem::path& file) {
  CHEXGEN_TRY(checkMonochrome(dataset, file));
  PixelLayout layout;
  CHEXGEN_ASSIGN(const Uint16 rows, neededNumber(dataset, DCM_Rows, file));
  CHEXGEN_ASSIGN(const Uint16 columns, neededNumber(dataset, DCM_Columns, file));
  CHEXGEN_ASSIGN(layout.allocated, neededNumber(dataset, DCM_BitsAllocated, file));
  CHEXGEN_TRY(checkImageSize(columns, rows, file));
  CHEXGEN_ASSIGN(layout.frames, frameCount(dataset, file));
  layout.width = columns;
  layout.height = rows;
  if (layout.allocated != 8 && layout.allocated != 16) {
    return fail(
        ErrorCode::formatUnsupported,
        "The DICOM image stores " + std::to_string(layout.allocated) + " bits for each pixel, not 8 or 16.",
        file);
  }
  const unsigned stored = numberOr(dataset, DCM_BitsStored, layout.allocated);
  unsigned high = numberOr(dataset, DCM_HighBit, stored - 1);
  if (stored < 1 || stored > layout.allocated)
    return damagedDicom("\"Bits Stored\" does not fit \"Bits Allocated\"", file);
  if (high >= layout.allocated || high + 1 < stored) {
    high = stored - 1;
    layout.remarks.emplace_back("High Bit does not fit Bits Stored: the lowest bits were taken");
  }
  layout.stored = stored;
  layout.lowest = high + 1U - stored;
  layout.isSigned = numberOr(dataset, DCM_PixelRepresentation, 0) == 1;
  return layout;
}

// DCMTK decodes what the data set announces, in the kinds of value that the standard has.
void announce(DcmItem& dataset, const PixelLayout& layout) {
  const auto put = [&dataset](const DcmTagKey& tag, unsigned value) {
    dataset.putAndInsertUint16(tag, static_cast<Uint16>(value));
  };
  put(DCM_SamplesPerPixel, 1);
  put(DCM_Rows, static_cast<unsigned>(layout.height));
  put(DCM_Columns, static_cast<unsigned>(layout.width));
  put(DCM_BitsAllocated, layout.allocated);
  put(DCM_BitsStored, layout.stored);
  put(DCM_HighBit, layout.lowest + layout.stored - 1U);
  put(DCM_PixelRepresentation, layout.isSigned ? 1 : 0);
  dataset.putAndInsertString(DCM_NumberOfFrames, std::to_string(layout.frames).c_str());
}

tl::unexpected<base::Error> pixelsEndEarly(const std::filesystem::path& file) {
  return fail(ErrorCode::fileTruncated, "The DICOM file ends before its image is complete.", file, {},
              "Copy or export the image again.");
}

// The compressed fragments of all frames, or nothing for plain pixels. The first item is the offset table.
struct PixelSource {
  DcmPixelData* pixels = nullptr;
  DcmPixelSequence* fragments = nullptr;
};

base::Result<PixelSource> pixelSource(DcmItem& dataset, const PixelLayout& layout,
                                      const std::filesystem::path& file) {
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element == nullptr)
    return damagedDicom("it has no pixel data", file);
  PixelSource source{.pixels = dynamic_cast<DcmPixelData*>(element)};
  if (source.pixels == nullptr) return damagedDicom("its pixel data is of an unknown kind", file);
  E_TransferSyntax syntax = EXS_Unknown;
  const DcmRepresentationParameter* parameter = nullptr;
  source.pixels->getOriginalRepresentationKey(syntax, parameter);
  source.pixels->getEncapsulatedRepresentation(syntax, parameter, source.fragments);
  if (source.fragments == nullptr) {
    const std::uint64_t announced = std::uint64_t{layout.bytes()} * static_cast<std::uint64_t>(layout.frames);
    if (source.pixels->getLength() < announced) return pixelsEndEarly(file);
    return source;
  }
  std::uint64_t bytes = 0;
  DcmPixelItem* item = nullptr;
  for (unsigned long i = 1; i < source.fragments->card(); ++i) {
    if (source.fragments->getItem(item, i).good() && item != nullptr) bytes += item->getLength();
  }
  const bool enough = source.fragments->card() > static_cast<unsigned long>(layout.frames) && bytes > 0;
  if (!enough || (layout.pixels() > alwaysAllowedPixels && layout.pixels() / maxPixelsPerByte > bytes))
    return pixelsEndEarly(file);
  return source;
}

using StartsCode = bool (*)(std::span<const std::byte>);

// The code of one frame: it begins with the fragment that begins like one, and runs up to the next such. With
// as many fragments as frames each is one, however it begins.
std::vector<std::byte> codeOfFrame(DcmPixelSequence& fragments, const PixelLayout& layout, int frame,
                                   StartsCode starts) {
  std::vector<std::byte> code;
  const bool oneEach = fragments.card() == static_cast<unsigned long>(layout.frames) + 1;
  int current = -1;
  for (unsigned long i = 1; i < fragments.card(); ++i) {
    DcmPixelItem* item = nullptr;
    Uint8* bytes = nullptr;
    if (fragments.getItem(item, i).bad() || item == nullptr || item->getUint8Array(bytes).bad() ||
        bytes == nullptr)
      continue;
    const auto fragment = std::as_bytes(std::span(bytes, static_cast<std::size_t>(item->getLength())));
    if (oneEach ? true : starts(fragment)) ++current;
    if (current == frame) code.insert(code.end(), fragment.begin(), fragment.end());
  }
  return code;
}

bool startsJpeg(std::span<const std::byte> code) {
  return code.size() > 2 && code[0] == std::byte{0xff} && code[1] == std::byte{0xd8};
}

// The values of one frame as 16-bit words, and how they lie in them.
struct FrameWords {
  std::vector<std::uint16_t> words;
  PixelLayout layout;
  bool isPlain = false;  // as the header has it, with whatever the other bits hold
};

// A stream of `precision` bits in a data set that speaks of others: its values are what they are. Without a
// sign of its own a negative value is the two's complement of the bits that it has.
void layOutCode(FrameWords& frame, unsigned precision, bool widensSigned) {
  PixelLayout& layout = frame.layout;
  if (layout.lowest > 0 && layout.lowest + layout.stored <= precision) return;  // shifted as the header says
  layout.lowest = 0;
  if (layout.isSigned) {
    if (precision < layout.stored || widensSigned) layout.stored = precision;
    return;
  }
  if (precision <= layout.stored) return;
  const auto greatest = *std::max_element(frame.words.begin(), frame.words.end());
  if (greatest >> layout.stored == 0) return;
  layout.remarks.push_back("The pixels have " + std::to_string(precision) + " bits, the header says " +
                           std::to_string(layout.stored) + ": all were taken");
  layout.stored = precision;
}

base::Result<FrameWords> jpeg2000Words(DcmPixelSequence& fragments, const PixelLayout& layout, int frame,
                                       const std::filesystem::path& file) {
  const auto code = codeOfFrame(fragments, layout, frame, startsJpeg2000);
  if (!startsJpeg2000(code)) return damagedDicom("its pixels are no JPEG 2000 codestream", file);
  CHEXGEN_ASSIGN(Jpeg2000Values values, decodeJpeg2000(code, layout.width, layout.height, file));
  FrameWords found{.words = std::move(values.words), .layout = layout};
  if (values.isSigned != layout.isSigned) {
    found.layout.remarks.push_back(std::string("The JPEG 2000 image is ") +
                                   (values.isSigned ? "signed" : "unsigned") +
                                   ", the header says otherwise: the header was followed");
  }
  const unsigned mask = (1U << values.precision) - 1U;
  for (std::uint16_t& word : found.words)
    if (!layout.isSigned) word = static_cast<std::uint16_t>(word & mask);
  layOutCode(found, values.precision, true);
  return found;
}

base::Result<FrameWords> runWords(DcmPixelSequence& fragments, const PixelLayout& layout, int frame,
                                  const std::filesystem::path& file) {
  const auto starts = [](std::span<const std::byte>) { return true; };
  CHEXGEN_ASSIGN(RunValues values,
                 decodeRuns(codeOfFrame(fragments, layout, frame, starts), layout.pixels(), file));
  FrameWords found{.words = std::move(values.words), .layout = layout};
  const unsigned container = 8 * values.planes;
  if (container == layout.allocated) {
    found.isPlain = true;
  } else {
    layOutCode(found, container, false);
  }
  return found;
}

// How many bits the stream of a frame has. Decoders write what the stream announces, so that it must be the
// picture that the data set describes.
base::Result<unsigned> precisionOf(DcmPixelSequence& fragments, const PixelLayout& layout, int frame,
                                   const std::filesystem::path& file) {
  const auto header = jpegHeader(codeOfFrame(fragments, layout, frame, startsJpeg));
  if (!header) return damagedDicom("its pixels are no JPEG image", file);
  const bool fits = header->width == static_cast<std::uint32_t>(layout.width) &&
                    header->height == static_cast<std::uint32_t>(layout.height) && header->components == 1 &&
                    header->precision >= 2 && header->precision <= 16;
  if (!fits) return damagedDicom("its JPEG image is not the one that it describes", file);
  return header->precision;
}

base::Result<FrameWords> frameWords(const OpenDicom& dicom, const PixelSource& source,
                                    const PixelLayout& stated, int frame, const std::filesystem::path& file) {
  FrameWords found{.words = {}, .layout = stated};
  PixelLayout& layout = found.layout;
  found.isPlain = source.fragments == nullptr;
  unsigned precision = 0;
  announce(*dicom.dataset, layout);
  if (!found.isPlain) {
    if (dicom.syntax == EXS_JPEG2000LosslessOnly || dicom.syntax == EXS_JPEG2000)
      return jpeg2000Words(*source.fragments, layout, frame, file);
    if (dicom.syntax == EXS_RLELossless) return runWords(*source.fragments, layout, frame, file);
    if (!DcmCodecList::canChangeCoding(dicom.syntax, EXS_LittleEndianExplicit))
      return unreadSyntax(dicom.syntaxName, file);
    CHEXGEN_ASSIGN(precision, precisionOf(*source.fragments, layout, frame, file));
    layout.allocated = precision <= 8 ? 8 : 16;
    PixelLayout announced = layout;
    announced.stored = precision;
    announced.lowest = 0;
    announce(*dicom.dataset, announced);
  }
  std::vector<std::byte> bytes(layout.bytes() + layout.bytes() % 2);  // DCMTK swaps pairs
  Uint32 fragment = 0;
  OFString colours;
  const OFCondition done =
      source.pixels->getUncompressedFrame(dicom.dataset.get(), static_cast<Uint32>(frame), fragment,
                                          bytes.data(), static_cast<Uint32>(bytes.size()), colours, nullptr);
  if (done.bad()) return damagedDicom(done.text(), file);
  found.words.resize(layout.pixels());
  for (std::size_t i = 0; i < found.words.size(); ++i) {
    if (layout.allocated == 8) {
      found.words[i] = std::to_integer<std::uint16_t>(bytes[i]);
    } else {
      std::memcpy(&found.words[i], bytes.data() + 2 * i, 2);
    }
  }
  if (precision > 0) layOutCode(found, precision, false);
  return found;
}

// Whether any value has bits above those stored that say something: a signed one may go on with its sign.
bool usesMoreBits(const FrameWords& frame) {
  const PixelLayout& layout = frame.layout;
  const unsigned end = layout.lowest + layout.stored;
  if (end >= layout.allocated) return false;
  const unsigned all = (1U << (layout.allocated - end)) - 1U;
  return std::any_of(frame.words.begin(), frame.words.end(), [&](std::uint16_t word) {
    const unsigned above = unsigned{word} >> end;
    const bool negative = layout.isSigned && (unsigned{word} >> (end - 1U) & 1U) == 1;
    return above != 0 && !(negative && above == all);
  });
}

StoredFrame storedFrame(FrameWords&& words) {
  PixelLayout& layout = words.layout;
  if (words.isPlain && usesMoreBits(words)) {
    layout.remarks.push_back("Bits above the " + std::to_string(layout.stored) +
                             " stored ones hold something: left out");
  }
  StoredFrame frame{.width = layout.width,
                    .height = layout.height,
                    .bits = static_cast<int>(layout.stored),
                    .isSigned = layout.isSigned,
                    .frames = layout.frames,
                    .indices = std::move(words.words),
                    .remarks = std::move(layout.remarks)};
  for (std::uint16_t& word : frame.indices)
    word = frame.indexOf(static_cast<std::uint16_t>(word >> layout.lowest));
  return frame;
}

}  // namespace

base::Result<StoredFrame> decodeStoredFrame(const OpenDicom& dicom, int frame,
                                            const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const PixelLayout layout, pixelLayout(*dicom.dataset, file));
  if (frame < 0 || frame >= layout.frames) {
    return fail(ErrorCode::argumentInvalid,
                "There is no frame " + std::to_string(frame + 1) + "; the file holds " +
                    std::to_string(layout.frames) + ".",
                file);
  }
  CHEXGEN_ASSIGN(const PixelSource source, pixelSource(*dicom.dataset, layout, file));
  try {
    CHEXGEN_ASSIGN(FrameWords words, frameWords(dicom, source, layout, frame, file));
    return storedFrame(std::move(words));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::outOfMemory, "There is not enough memory to decode the DICOM image.", file, {},
                "Close other programs or use a smaller image.");
  }
}

}  // namespace chexgen::imaging
