// DICOM segmentations in: BINARY, FRACTIONAL (PS3.3 C.8.20) and label maps (supplement 243).
#include <algorithm>
#include <optional>
#include <set>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcuid.h>

#include "core/imaging/dicom_file.h"
#include "core/imaging/dicom_pixels.h"
#include "core/imaging/mask_formats.h"
#include "core/imaging/mask_values.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr const char* binaryClass = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr const char* labelMapClass = "1.2.840.10008.5.1.4.1.1.66.7";

enum class SegmentKind { binary, fractional, labelMap };

// "of the kind ComputedRadiographyImageStorage (modality CR)"
std::string whatItIs(DcmItem& item) {
  const std::string uid = textOf(item, DCM_SOPClassUID), modality = textOf(item, DCM_Modality);
  const char* known = uid.empty() ? nullptr : dcmFindNameOfUID(uid.c_str());
  return (known != nullptr ? "of the kind " + std::string(known) : std::string("of an unknown kind")) +
         (modality.empty() ? "" : " (modality " + modality + ")");
}

base::Result<SegmentKind> kindOf(DcmItem& item, const std::filesystem::path& file) {
  const std::string uid = textOf(item, DCM_SOPClassUID), type = textOf(item, DCM_SegmentationType);
  if (uid == labelMapClass || (uid == binaryClass && type == "LABELMAP")) return SegmentKind::labelMap;
  if (uid == binaryClass && type == "FRACTIONAL") return SegmentKind::fractional;
  if (uid == binaryClass && (type == "BINARY" || type.empty())) return SegmentKind::binary;
  if (uid == binaryClass)
    return fail(ErrorCode::formatUnsupported, "The segmentation is of the unknown type \"" + type + "\".",
                file, {}, "Export it as a binary segmentation or a PNG.");
  return fail(ErrorCode::formatUnsupported,
              "The DICOM file is no segmentation; it is " + whatItIs(item) + ".", file, {},
              "Choose the segmentation (modality SEG), or export the mask as a PNG.");
}

std::string segmentText(DcmItem& dataset, int number) {
  DcmItem* segment = nullptr;
  for (signed long i = 0; dataset.findAndGetSequenceItem(DCM_SegmentSequence, segment, i).good(); ++i) {
    if (numberOr(*segment, DCM_SegmentNumber, 0) != number) continue;
    const std::string name = textOf(*segment, DCM_SegmentLabel);
    if (!name.empty()) return std::to_string(number) + " (\"" + name + "\")";
  }
  return std::to_string(number);
}

base::Result<int> checkedLabel(DcmItem& dataset, int number, const std::filesystem::path& file) {
  if (number >= 1 && number <= maxLabel) return number;
  return fail(ErrorCode::formatUnsupported,
              "The segmentation has a segment " + segmentText(dataset, number) +
                  "; masks have the labels 1 to " + std::to_string(maxLabel) + ".",
              file, {}, "Export only the segments that are meant, numbered from 1.");
}

// The number of the only segment, where frames do not say what they show.
std::optional<int> onlySegment(DcmItem& dataset) {
  DcmItem* segment = nullptr;
  DcmItem* second = nullptr;
  if (dataset.findAndGetSequenceItem(DCM_SegmentSequence, segment, 0).bad()) return 1;
  if (dataset.findAndGetSequenceItem(DCM_SegmentSequence, second, 1).good()) return std::nullopt;
  return numberOr(*segment, DCM_SegmentNumber, 1);
}

base::Result<int> labelOfFrame(DcmItem& dataset, int frame, std::set<int>& seen,
                               const std::filesystem::path& file) {
  DcmItem& item = governing(dataset, DCM_SegmentIdentificationSequence, frame);
  Uint16 number = 0;
  if (item.findAndGetUint16(DCM_ReferencedSegmentNumber, number).bad()) {
    const auto only = onlySegment(dataset);
    if (!only) return damagedDicom("it does not say which segment each frame shows", file);
    number = static_cast<Uint16>(*only);
  }
  CHEXGEN_ASSIGN(const int label, checkedLabel(dataset, number, file));
  if (seen.insert(label).second) return label;
  return fail(ErrorCode::formatUnsupported,
              "The segmentation has several slices (its segment " + segmentText(dataset, label) +
                  " stands on more than one frame), so it does not belong to a radiograph.",
              file, {}, "Export the slice that is meant on its own.");
}

struct SegmentFrames {
  int width = 0, height = 0, frames = 1;
};

base::Result<SegmentFrames> framesOf(DcmItem& item, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const Uint16 rows, neededNumber(item, DCM_Rows, file));
  CHEXGEN_ASSIGN(const Uint16 columns, neededNumber(item, DCM_Columns, file));
  CHEXGEN_TRY(checkImageSize(columns, rows, file));
  SegmentFrames frames{.width = columns, .height = rows};
  CHEXGEN_ASSIGN(frames.frames, frameCount(item, file));
  return frames;
}

void markWhere(Image8& labels, int label, const auto& isMarked) {
  for (std::size_t i = 0; i < labels.pixels.size(); ++i)
    if (isMarked(i)) labels.pixels[i] = std::max(labels.pixels[i], static_cast<std::uint8_t>(label));
}

// One bit for each pixel, frame after frame, the least significant of a byte first.
base::Result<std::span<const Uint8>> bitsOf(const OpenDicom& dicom, const SegmentFrames& frames,
                                            const std::filesystem::path& file) {
  if (DcmXfer(dicom.syntax).isEncapsulated())
    return fail(ErrorCode::formatUnsupported,
                "The segmentation stores single bits in the transfer syntax \"" + dicom.syntaxName +
                    "\", which is not read.",
                file, {}, "Export it uncompressed.");
  DcmElement* element = nullptr;
  Uint8* bytes = nullptr;
  if (dicom.dataset->findAndGetElement(DCM_PixelData, element).bad() || element == nullptr ||
      element->getUint8Array(bytes).bad() || bytes == nullptr)
    return damagedDicom("it has no pixel data", file);
  const std::span<const Uint8> bits(bytes, element->getLength());
  const std::uint64_t needed = static_cast<std::uint64_t>(frames.width) *
                               static_cast<std::uint64_t>(frames.height) *
                               static_cast<std::uint64_t>(frames.frames);
  if (bits.size() < (needed + 7) / 8)
    return fail(ErrorCode::fileTruncated, "The DICOM file ends before its segments are complete.", file);
  return bits;
}

base::Result<void> readBits(const OpenDicom& dicom, const SegmentFrames& frames, LabelMask& mask,
                            const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const auto bits, bitsOf(dicom, frames, file));
  std::set<int> seen;
  for (int frame = 0; frame < frames.frames; ++frame) {
    CHEXGEN_ASSIGN(const int label, labelOfFrame(*dicom.dataset, frame, seen, file));
    const std::size_t first = static_cast<std::size_t>(frame) * mask.labels.pixels.size();
    markWhere(mask.labels, label, [&](std::size_t i) {
      return (static_cast<unsigned>(bits[(first + i) / 8]) >> (first + i) % 8U & 1U) == 1;
    });
  }
  return {};
}

// Frames of whole values: marked from `least` on.
base::Result<void> readLevels(const OpenDicom& dicom, const SegmentFrames& frames, unsigned least,
                              LabelMask& mask, const std::filesystem::path& file) {
  std::set<int> seen;
  for (int frame = 0; frame < frames.frames; ++frame) {
    CHEXGEN_ASSIGN(const int label, labelOfFrame(*dicom.dataset, frame, seen, file));
    CHEXGEN_ASSIGN(const StoredFrame stored, decodeStoredFrame(dicom, frame, file));
    markWhere(mask.labels, label, [&](std::size_t i) { return stored.indices[i] >= least; });
  }
  return {};
}

base::Result<void> readFractions(const OpenDicom& dicom, const SegmentFrames& frames, LabelMask& mask,
                                 const std::filesystem::path& file) {
  DcmItem& item = *dicom.dataset;
  const unsigned most = std::max<unsigned>(1, numberOr(item, DCM_MaximumFractionalValue, 255));
  const std::string type = textOf(item, DCM_SegmentationFractionalType);
  mask.remarks.push_back("The segmentation is FRACTIONAL" +
                         (type.empty() ? std::string() : " (" + type + ")") +
                         ": pixels from one half on were taken as marked.");
  return readLevels(dicom, frames, (most + 1) / 2, mask, file);
}

// Stored values are segment numbers, whatever colours show them.
base::Result<void> readLabelMap(const OpenDicom& dicom, const SegmentFrames& frames, LabelMask& mask,
                                const std::filesystem::path& file) {
  DcmItem& item = *dicom.dataset;
  if (frames.frames > 1)
    return fail(ErrorCode::formatUnsupported,
                "The segmentation has " + std::to_string(frames.frames) +
                    " slices, so it does not belong to a radiograph.",
                file, {}, "Export the slice that is meant on its own.");
  const Uint16 background = numberOr(item, DCM_PixelPaddingValue, 0);
  if (textOf(item, DCM_PhotometricInterpretation) == "PALETTE COLOR")
    item.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
  CHEXGEN_ASSIGN(const StoredFrame stored, decodeStoredFrame(dicom, 0, file));
  for (std::size_t i = 0; i < stored.indices.size(); ++i) {
    const int value = stored.indices[i] + stored.least();
    if (value == background || value == 0) continue;
    CHEXGEN_ASSIGN(const int label, checkedLabel(item, value, file));
    mask.labels.pixels[i] = static_cast<std::uint8_t>(label);
  }
  return {};
}

std::vector<std::string> segmentNames(DcmItem& dataset) {
  std::vector<std::string> names;
  DcmItem* segment = nullptr;
  for (signed long i = 0;
       i < maxLabel && dataset.findAndGetSequenceItem(DCM_SegmentSequence, segment, i).good(); ++i) {
    const Uint16 number = numberOr(*segment, DCM_SegmentNumber, 0);
    if (number < 1 || number > maxLabel) continue;
    if (names.size() < number) names.resize(number);
    names[number - 1U] = textOf(*segment, DCM_SegmentLabel);
  }
  return names;
}

}  // namespace

base::Result<LabelMask> decodeSegmentation(std::span<const std::byte> bytes,
                                           const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const OpenDicom dicom, openDicom(bytes, file));
  DcmItem& item = *dicom.dataset;
  CHEXGEN_ASSIGN(const SegmentKind kind, kindOf(item, file));
  CHEXGEN_ASSIGN(const SegmentFrames frames, framesOf(item, file));
  LabelMask mask;
  CHEXGEN_ASSIGN(mask.labels, makeImage(frames.width, frames.height, 1, file));
  if (kind == SegmentKind::labelMap) {
    CHEXGEN_TRY(readLabelMap(dicom, frames, mask, file));
  } else if (kind == SegmentKind::fractional) {
    CHEXGEN_TRY(readFractions(dicom, frames, mask, file));
  } else if (numberOr(item, DCM_BitsAllocated, 1) == 1) {
    CHEXGEN_TRY(readBits(dicom, frames, mask, file));
  } else {
    // Written so by some programs, although the standard has one bit for each pixel.
    CHEXGEN_TRY(readLevels(dicom, frames, 1, mask, file));
  }
  mask.names = segmentNames(item);
  return mask;
}

}  // namespace chexgen::imaging
