#include "core/imaging/dicom_pixels.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

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

  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  [[nodiscard]] std::size_t bytes() const { return pixels() * (allocated / 8U); }
};

base::Result<void> checkMonochrome(DcmItem& dataset, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const Uint16 samples, neededNumber(dataset, DCM_SamplesPerPixel, file));
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
  const unsigned high = numberOr(dataset, DCM_HighBit, stored - 1);
  if (stored < 1 || stored > layout.allocated || high >= layout.allocated || high + 1 < stored)
    return damagedDicom("\"Bits Stored\" and \"High Bit\" do not fit \"Bits Allocated\"", file);
  layout.stored = stored;
  layout.lowest = high + 1U - stored;
  layout.isSigned = numberOr(dataset, DCM_PixelRepresentation, 0) == 1;
  return layout;
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

// The codestream of one frame: it begins with the fragment that begins like one, and runs up to the next
// such.
base::Result<std::vector<std::byte>> jpeg2000Code(DcmPixelSequence& fragments, int frame,
                                                  const std::filesystem::path& file) {
  std::vector<std::byte> code;
  int current = -1;
  for (unsigned long i = 1; i < fragments.card(); ++i) {
    DcmPixelItem* item = nullptr;
    Uint8* bytes = nullptr;
    if (fragments.getItem(item, i).bad() || item == nullptr || item->getUint8Array(bytes).bad() ||
        bytes == nullptr)
      continue;
    const auto fragment = std::as_bytes(std::span(bytes, static_cast<std::size_t>(item->getLength())));
    if (startsJpeg2000(fragment)) ++current;
    if (current == frame) code.insert(code.end(), fragment.begin(), fragment.end());
  }
  if (code.empty()) return damagedDicom("its pixels are no JPEG 2000 codestream", file);
  return code;
}

base::Result<std::vector<std::byte>> frameBytes(const OpenDicom& dicom, const PixelSource& source,
                                                const PixelLayout& layout, int frame,
                                                const std::filesystem::path& file) {
  const bool isJpeg2000 = dicom.syntax == EXS_JPEG2000LosslessOnly || dicom.syntax == EXS_JPEG2000;
  if (source.fragments != nullptr && isJpeg2000) {
    CHEXGEN_ASSIGN(const auto code, jpeg2000Code(*source.fragments, frame, file));
    return decodeJpeg2000(code, layout.width, layout.height, layout.allocated, file);
  }
  if (source.fragments != nullptr && !DcmCodecList::canChangeCoding(dicom.syntax, EXS_LittleEndianExplicit))
    return unreadSyntax(dicom.syntaxName, file);
  std::vector<std::byte> bytes(layout.bytes() + layout.bytes() % 2);  // DCMTK swaps pairs
  Uint32 fragment = 0;
  OFString colours;
  const OFCondition done =
      source.pixels->getUncompressedFrame(dicom.dataset.get(), static_cast<Uint32>(frame), fragment,
                                          bytes.data(), static_cast<Uint32>(bytes.size()), colours, nullptr);
  if (done.bad()) return damagedDicom(done.text(), file);
  return bytes;
}

StoredFrame storedFrame(const PixelLayout& layout, const std::vector<std::byte>& bytes) {
  StoredFrame frame{.width = layout.width,
                    .height = layout.height,
                    .bits = static_cast<int>(layout.stored),
                    .isSigned = layout.isSigned,
                    .frames = layout.frames,
                    .indices = std::vector<std::uint16_t>(layout.pixels())};
  for (std::size_t i = 0; i < frame.indices.size(); ++i) {
    std::uint16_t word = 0;
    if (layout.allocated == 8) {
      word = std::to_integer<std::uint16_t>(bytes[i]);
    } else {
      std::memcpy(&word, bytes.data() + 2 * i, 2);
    }
    frame.indices[i] = frame.indexOf(static_cast<std::uint16_t>(word >> layout.lowest));
  }
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
    CHEXGEN_ASSIGN(const auto bytes, frameBytes(dicom, source, layout, frame, file));
    return storedFrame(layout, bytes);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::outOfMemory, "There is not enough memory to decode the DICOM image.", file, {},
                "Close other programs or use a smaller image.");
  }
}

}  // namespace chexgen::imaging
