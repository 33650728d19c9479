// From a mask or a list of boxes to the picture that the control branch sees.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/boxes.h"
#include "core/imaging/image.h"
#include "core/imaging/recipe.h"

namespace chexgen::imaging {

// What is odd about a condition but no reason to refuse it.
enum class ConditionRemark {
  maskEmpty,  // nothing is marked
  maskFull,   // everything is marked
  sidesCut,   // the picture is not square: only its centre square is used
  boxCut,     // a box reaches over the edge of the centre square
};

[[nodiscard]] std::string_view describe(ConditionRemark remark);

// RGB at the model's size, and what the user should know about it (each remark once).
struct ConditionImage {
  Image8 image;
  std::vector<ConditionRemark> remarks;
};

// A mask, white on black, as the centre square at the model's size [size, size, 3]: bilinear as Pillow does
// it; grey levels are kept. Fails like squareCrop and checkImage.
[[nodiscard]] base::Result<ConditionImage> conditionFromMask(const Image8& mask, int size);

// Box outlines in the colours of their findings on black [size, size, 3]. Lines are max(1, round(size / 128))
// pixels thick (2 at 256, 4 at 512) and lie inside the box, whose edges are rounded to whole pixels; large
// boxes are drawn first, so that small ones stay whole. argumentInvalid when a box lies wholly outside the
// centre square; otherwise fails like squareCrop.
[[nodiscard]] base::Result<ConditionImage> conditionFromBoxes(const BoxSheet& sheet, int size);

// A condition ready for a recipe, with name and SHA-256 of the file that it came from.
struct LoadedCondition {
  Condition condition;
  std::vector<ConditionRemark> remarks;
};

// Fail like decodeImage and parseBoxes and the functions above; the error names the file.
[[nodiscard]] base::Result<LoadedCondition> loadMask(const std::filesystem::path& path, int size);
[[nodiscard]] base::Result<LoadedCondition> loadBoxes(const std::filesystem::path& path, int size,
                                                      const BoxQuery& query = {});

}  // namespace chexgen::imaging
