#include "core/imaging/condition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/imaging/prepare.h"
#include "core/imaging/read_image.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

// Whole pixels, right and bottom excluded.
struct Rectangle {
  int left = 0, top = 0, right = 0, bottom = 0;

  [[nodiscard]] bool isEmpty() const { return left >= right || top >= bottom; }
  [[nodiscard]] long area() const { return long{right - left} * (bottom - top); }
  [[nodiscard]] Rectangle within(const Rectangle& other) const {
    return {std::max(left, other.left), std::max(top, other.top), std::min(right, other.right),
            std::min(bottom, other.bottom)};
  }
  friend bool operator==(const Rectangle&, const Rectangle&) = default;
};

// The box in the square's pixels; never thinner than one pixel.
Rectangle placed(const FindingBox& box, const SquareCrop& crop) {
  const auto edge = [&crop](double position, int offset) {
    return static_cast<int>(std::lround(position * crop.scale)) - offset;
  };
  Rectangle place{edge(box.x, crop.left), edge(box.y, crop.top), edge(box.x + box.width, crop.left),
                  edge(box.y + box.height, crop.top)};
  place.right = std::max(place.right, place.left + 1);
  place.bottom = std::max(place.bottom, place.top + 1);
  return place;
}

void fill(Image8& image, const Rectangle& area, const std::array<std::uint8_t, 3>& colour) {
  const Rectangle visible = area.within({0, 0, image.width, image.height});
  for (int y = visible.top; y < visible.bottom; ++y) {
    for (int x = visible.left; x < visible.right; ++x) {
      std::copy(colour.begin(), colour.end(), image.pixels.data() + image.index(x, y));
    }
  }
}

void outline(Image8& image, const Rectangle& box, int thickness, const std::array<std::uint8_t, 3>& colour) {
  const Rectangle sides[] = {
      {box.left, box.top, box.right, box.top + thickness},
      {box.left, box.bottom - thickness, box.right, box.bottom},
      {box.left, box.top, box.left + thickness, box.bottom},
      {box.right - thickness, box.top, box.right, box.bottom},
  };
  for (const Rectangle& side : sides) fill(image, side.within(box), colour);
}

void remark(std::vector<ConditionRemark>& remarks, ConditionRemark what) {
  if (std::find(remarks.begin(), remarks.end(), what) == remarks.end()) remarks.push_back(what);
}

LoadedCondition loaded(std::string kind, const std::filesystem::path& path, std::string_view bytes,
                       ConditionImage made) {
  return {.condition = {.kind = std::move(kind),
                        .sourceName = path.filename().string(),
                        .sourceSha256 = base::sha256(bytes),
                        .image = std::move(made.image)},
          .remarks = std::move(made.remarks)};
}

// Fills in the file where an inner step did not know it.
tl::unexpected<base::Error> inFile(base::Error error, const std::filesystem::path& path) {
  error.file = path;
  return tl::unexpected(std::move(error));
}

}  // namespace

std::string_view describe(ConditionRemark remark) {
  switch (remark) {
    case ConditionRemark::maskEmpty: return "The mask is empty: nothing is marked.";
    case ConditionRemark::maskFull: return "The mask is white everywhere.";
    case ConditionRemark::sidesCut: return "The picture is not square: only its centre is used.";
    case ConditionRemark::boxCut: return "A box reaches over the edge of the centre square and was cut.";
  }
  return "";
}

base::Result<ConditionImage> conditionFromMask(const Image8& mask, int size) {
  CHEXGEN_ASSIGN(const Image8 square, resizeToSquare(mask, size, Filter::bilinear));
  ConditionImage made;
  CHEXGEN_ASSIGN(made.image, toRgb(square));
  const auto& levels = square.pixels;
  if (std::all_of(levels.begin(), levels.end(), [](auto level) { return level == 0; })) {
    remark(made.remarks, ConditionRemark::maskEmpty);
  }
  if (std::all_of(levels.begin(), levels.end(), [](auto level) { return level == 255; })) {
    remark(made.remarks, ConditionRemark::maskFull);
  }
  if (mask.width != mask.height) remark(made.remarks, ConditionRemark::sidesCut);
  return made;
}

base::Result<ConditionImage> conditionFromBoxes(const BoxSheet& sheet, int size) {
  CHEXGEN_ASSIGN(const SquareCrop crop, squareCrop(sheet.width, sheet.height, size));
  ConditionImage made;
  CHEXGEN_ASSIGN(made.image, makeImage(size, size, 3));
  if (sheet.width != sheet.height) remark(made.remarks, ConditionRemark::sidesCut);
  const Rectangle square{0, 0, size, size};
  std::vector<std::pair<Rectangle, const FindingBox*>> boxes;
  for (const FindingBox& box : sheet.boxes) {
    const Rectangle place = placed(box, crop);
    if (place.within(square).isEmpty()) {
      return fail(ErrorCode::argumentInvalid,
                  "At " + box.where + ": The box lies outside the centre square that the model sees.", {}, {},
                  "Crop the image to a square that holds all boxes.");
    }
    if (place.within(square) != place) remark(made.remarks, ConditionRemark::boxCut);
    boxes.emplace_back(place, &box);
  }
  std::stable_sort(boxes.begin(), boxes.end(),
                   [](const auto& a, const auto& b) { return a.first.area() > b.first.area(); });
  const int thickness = std::max(1, static_cast<int>(std::lround(size / 128.0)));
  for (const auto& [place, box] : boxes) outline(made.image, place, thickness, box->finding.colour);
  return made;
}

base::Result<LoadedCondition> loadMask(const std::filesystem::path& path, int size) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(path, maxFileBytes));
  CHEXGEN_ASSIGN(const Image8 mask, decodeImage(std::as_bytes(std::span(bytes)), path));
  auto made = conditionFromMask(mask, size);
  if (!made) return inFile(made.error(), path);
  return loaded("mask", path, bytes, std::move(*made));
}

base::Result<LoadedCondition> loadBoxes(const std::filesystem::path& path, int size, const BoxQuery& query) {
  CHEXGEN_ASSIGN(const std::string text, base::readFile(path, maxFileBytes));
  CHEXGEN_ASSIGN(const BoxSheet sheet, readBoxes(path, query));
  auto made = conditionFromBoxes(sheet, size);
  if (!made) return inFile(made.error(), path);
  return loaded("boxes", path, text, std::move(*made));
}

}  // namespace chexgen::imaging
