// Masks in and out: which pixels of a radiograph belong to which of up to nine labels.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/dicom_source.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

inline constexpr int maxLabel = 9;

struct LabelMask {
  Image8 labels;  // grey: 0 background, 1 … 9
  std::vector<std::string> names =
      {};  // of the labels 1, 2 …; may be shorter or empty; only DICOM keeps them
  // Of a mask in black and white with soft edges: how much of each pixel is marked, 0 … 255. Empty otherwise.
  Image8 levels = {};
  std::vector<std::string> remarks = {};  // what a person should know of the file that it was read from
  friend bool operator==(const LabelMask&, const LabelMask&) = default;
};

// The mask white on black: its levels, or 255 for every label.
[[nodiscard]] Image8 whiteOnBlack(const LabelMask& mask);

// Reads a mask: the one reader that the Studio and all commands use. Sizes are checked before a pixel is
// decoded.
// - PNG, JPEG (told by their first bytes). A palette gives classes (255, VOC's void, is no label), greys
// where
//   it holds only greys that are no classes; the colours of VOC are its classes, black and one other colour
//   are nothing and something. Transparent pixels are not marked; if all opaque ones have one value, opacity
//   is the mask. Samples of less than 8 bits are taken as they are stored.
// - DICOM (told by its content): a segmentation, BINARY, FRACTIONAL (marked from one half on) or LABELMAP, of
//   one slice; the segment's number is the label, of 1 … 9. Where segments overlap, the greater number stays.
// - NIfTI, version 1 and 2, one file or a pair (.hdr, .img), also compressed by gzip (told by its header):
// one
//   slice of any whole or floating type, scaled as its header says. It is turned to lie as ITK-SNAP shows it:
//   patient right on the left; superior (axial slices: anterior) on top; sagittal slices with anterior on the
//   left. A file without orientation in space lies as it is stored. What is no number is not marked.
// Values are understood by what they are, in every kind of file alike:
// - two values: the one that is not 0, else the higher, is marked: as label 1, or as that label of 1 … 9;
// - only whole values up to 9: labels;
// - black and white with nothing but edges between (resampled, or JPEG): label 1 from one half on, and
// levels. What is odd but no reason to refuse is in `remarks`: an empty or full mask, noise, a value that was
// guessed. formatUnsupported, naming the values or the true kind of the file, for anything else, such as
// labels above 9, a radiograph or a volume of several slices; formatInvalid, fileTruncated and fileTooLarge
// for damage.
[[nodiscard]] base::Result<LabelMask> readMask(const std::filesystem::path& path);
// The same of bytes in memory, not compressed; `path` names the file, whose .img is read for the header of a
// pair.
[[nodiscard]] base::Result<LabelMask> decodeMask(std::span<const std::byte> bytes,
                                                 const std::filesystem::path& path = {});

// What to say of a mask and the radiograph that it belongs to; nothing when the sizes are equal. A mask of
// another shape cannot lie over the whole radiograph.
struct MaskFit {
  bool sameSize = true;
  bool sameShape = true;  // up to the rounding of scaled sides
  std::string remark;     // empty when it fits
};
[[nodiscard]] MaskFit compareWithRadiograph(const Image8& labels, int width, int height);

struct MaskContext {
  // Millimetres from row to row and from column to column; 0: unknown (NIfTI then says 1).
  std::array<double, 2> spacing{};
  // The image that was drawn on, which has the mask's size; a segmentation needs it.
  std::optional<DicomSource> source;
  int sourceFrame = 0;  // from 1, of a source with several frames; 0: the whole image
};

// Writes a mask, published atomically; the name's ending says which kind: .png (grey values are labels),
// .nii, .nii.gz or .dcm (a BINARY segmentation with a segment for each label up to the greatest, each with
// its name or "Label N", that refers to `source` and has its spacing). NIfTI has the place that ITK gives a
// radiograph of these pixels and spacing: columns to the patient's left, rows to the back, the first pixel at
// 0, one voxel thick. readMask gives back the same labels, from DICOM the names too, unless exactly two
// labels cover everything. argumentInvalid for a value above 9, another number of channels than 1, another
// ending, or a segmentation without a source.
[[nodiscard]] base::Result<void> writeMask(const std::filesystem::path& path, const LabelMask& mask,
                                           const MaskContext& context = {});

}  // namespace chexgen::imaging
