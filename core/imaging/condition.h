// From a mask or a list of boxes to the picture that the control branch sees.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/boxes.h"
#include "core/imaging/image.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/recipe.h"

namespace chexgen::imaging {

// RGB at the model's size, and what the user should know about it, sentences for people (each once).
struct ConditionImage {
  Image8 image;
  std::vector<std::string> remarks;
};

// A mask, white on black, as the centre square at the model's size [size, size, 3]: bilinear as Pillow does
// it; grey levels are kept. Remarks tell of marks beside the square, of an empty square and of a full one.
// Fails like squareCrop and checkImage.
[[nodiscard]] base::Result<ConditionImage> conditionFromMask(const Image8& mask, int size);

// What of a mask lies in the centre square, as labels at `size` [size, size, 1]: 1 where at least half of a
// pixel is marked, whatever its label. Fails like squareCrop and checkImage.
[[nodiscard]] base::Result<Image8> markedSquare(const LabelMask& mask, int size);

// Box outlines in the colours of their findings on black [size, size, 3]. Lines are max(1, round(size / 128))
// pixels thick (2 at 256, 4 at 512) and lie inside the box, whose edges are rounded to whole pixels; large
// boxes are drawn first, so that small ones stay whole. argumentInvalid when a box lies wholly outside the
// centre square; otherwise fails like squareCrop.
[[nodiscard]] base::Result<ConditionImage> conditionFromBoxes(const BoxSheet& sheet, int size);

// A condition ready for a recipe, with name and SHA-256 of the file that it came from.
struct LoadedCondition {
  Condition condition;
  std::vector<std::string> remarks;  // of the file and of the condition
};

// A mask is read as readMask does and shown as whiteOnBlack. Fail like readMask and parseBoxes and the
// functions above; the error names the file.
[[nodiscard]] base::Result<LoadedCondition> loadMask(const std::filesystem::path& path, int size);
[[nodiscard]] base::Result<LoadedCondition> loadBoxes(const std::filesystem::path& path, int size,
                                                      const BoxQuery& query = {});

}  // namespace chexgen::imaging
