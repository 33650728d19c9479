// Masks, boxes and generated radiographs to and from files that other programs read.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/drawing/placement.h"
#include "core/imaging/boxes.h"
#include "core/imaging/image.h"
#include "core/imaging/recipe.h"

namespace chexgen::studio {

// A radiograph that the model has made, whole.
struct MadeImage {
  imaging::Image8 image;
  imaging::Recipe recipe;
};

// What the drawing lies on.
struct DrawnOn {
  drawing::Frame frame;
  bool radiograph = false;          // one lies under the drawing, of which `frame` are the pixels
  std::array<double, 2> spacing{};  // millimetres from row to row and column to column; 0: unknown
  std::string name;                 // file name of the radiograph, for lists of boxes
  std::filesystem::path dicom;      // the DICOM file; empty: it is none
  int dicomFrame = 0;               // from 1, of a DICOM file with several
  std::optional<MadeImage> made;    // it was generated
};

struct DrawnMask {
  imaging::Image8 labels;            // as the drawing takes them
  std::vector<std::string> remarks;  // what a person should know of them, each once
};

// A mask as the drawing takes it; see imaging::readMask for the kinds and errors.
[[nodiscard]] base::Result<DrawnMask> readDrawnMask(const std::filesystem::path& file, const DrawnOn& on);
// Boxes of one radiograph (see imaging::readBoxes); YOLO lists, which do not say the size of theirs, are
// taken for `frame`.
[[nodiscard]] base::Result<drawing::SquareBoxes> readDrawnBoxes(const std::filesystem::path& file,
                                                                drawing::Frame frame);

// Writes the labels over the whole radiograph, pixel for pixel and with its spacing, as PNG, NIfTI or DICOM
// SEG, by the name's ending; see drawing::labelsOnFrame. Over nothing a mask has the drawing's own pixels,
// but a SEG those of the generated radiograph that it refers to. A SEG refers to the DICOM file that was
// drawn on; to a generated radiograph by way of a DICOM instance of it, which is written beside the SEG and
// is the same whenever it is written. argumentInvalid for a SEG over anything else.
[[nodiscard]] base::Result<void> writeDrawnMask(const std::filesystem::path& file,
                                                const imaging::Image8& labels, const DrawnOn& on);
// By the name's ending: .json COCO, .csv, .txt YOLO; argumentInvalid for another.
[[nodiscard]] base::Result<void> writeDrawnBoxes(const std::filesystem::path& file,
                                                 const imaging::BoxSheet& drawn, const DrawnOn& on);
// By the name's ending: .png with its recipe, or .dcm; both marked as synthetic.
[[nodiscard]] base::Result<void> writeMadeImage(const std::filesystem::path& file, const MadeImage& made);

}  // namespace chexgen::studio
