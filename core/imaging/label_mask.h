// Masks in and out: which pixels of a radiograph belong to which of up to nine labels.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

inline constexpr int maxLabel = 9;

struct LabelMask {
  Image8 labels;                   // grey: 0 background, 1 … 9
  std::vector<std::string> names;  // of the labels 1, 2 …; may be shorter or empty; only DICOM keeps them
  friend bool operator==(const LabelMask&, const LabelMask&) = default;
};

// Reads a mask from a file of one of these kinds; sizes are checked before a pixel is decoded.
// - PNG (told by its first bytes), grey or with equal channels: values up to 9 are labels; if any is greater,
// the picture is
//   black and white and label 1 is where it is brighter than half.
// - DICOM (told by its content): a BINARY segmentation, one frame at most for each segment; the segment's
// number is the label, of
//   1 … 9. Where segments overlap, the greater number stays.
// - NIfTI (.nii, .nii.gz): one slice. Whole values up to 9 are labels; else two values, one of them 0, are
// background and label 1.
//   The slice is turned to lie as ITK-SNAP shows it: patient right on the left; superior (axial slices:
//   anterior) on top; sagittal slices with anterior on the left. A file without orientation in space lies as
//   it is stored.
// formatUnsupported for anything else, such as colour, a FRACTIONAL segmentation or a volume of several
// slices; formatInvalid, fileTruncated and fileTooLarge for damage.
[[nodiscard]] base::Result<LabelMask> readMask(const std::filesystem::path& path);

struct MaskContext {
  // Millimetres from row to row and from column to column; 0: unknown (NIfTI then says 1).
  std::array<double, 2> spacing{};
  // The image that was drawn on; a segmentation needs it.
  std::optional<DicomSource> source;
};

// Writes a mask, published atomically; the name's ending says which kind: .png (grey values are labels),
// .nii, .nii.gz or .dcm (a BINARY segmentation with a segment for each label up to the greatest, each with
// its name or "Label N", that refers to `source`). NIfTI is a coronal slice of a standing patient, one voxel
// thick, so that patient right is on the left and superior on top where it is shown in space. readMask gives
// back the same labels, from DICOM the names too. argumentInvalid for a value above 9, another number of
// channels than 1, another ending, or a segmentation without a source.
[[nodiscard]] base::Result<void> writeMask(const std::filesystem::path& path, const LabelMask& mask,
                                           const MaskContext& context = {});

}  // namespace chexgen::imaging
