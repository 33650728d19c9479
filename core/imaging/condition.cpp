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

void remark(std::vector<std::string>& remarks, const std::string& what) {
  if (std::find(remarks.begin(), remarks.end(), what) == remarks.end()) remarks.push_back(what);
}

const char* const sidesCut = "The picture is not square: only its centre is used.";

// How many pixels of a picture of one channel are not black, in all and in the centre square.
struct Marked {
  std::size_t all = 0, inside = 0;
};

Marked countMarked(const Image8& mask) {
  const int side = std::min(mask.width, mask.height);
  const int left = (mask.width - side) / 2, top = (mask.height - side) / 2;
  Marked marked;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      if (mask.pixels[mask.index(x, y)] == 0) continue;
      ++marked.all;
      if (x >= left && x < left + side && y >= top && y < top + side) ++marked.inside;
    }
  }
  return marked;
}

// What is wrong with where the marks lie: beside the square that the model sees, nowhere or everywhere in it.
void remarkOnPlaces(const Image8& mask, const Image8& square, std::vector<std::string>& remarks) {
  const bool isEmpty =
      std::all_of(square.pixels.begin(), square.pixels.end(), [](auto level) { return level == 0; });
  const bool isFull =
      std::all_of(square.pixels.begin(), square.pixels.end(), [](auto level) { return level == 255; });
  if (mask.channels != 1) return;
  const Marked marked = countMarked(mask);
  if (marked.all == 0) {
    remark(remarks, "The mask is empty: nothing is marked.");
  } else if (isEmpty) {
    remark(remarks,
           marked.inside == 0
               ? "Nothing that is marked lies in the centre square, so the model is shown an empty mask."
               : "What is marked is too small to be seen at " + std::to_string(square.width) +
                     " pixels, so the model is shown an empty mask.");
  } else if (marked.inside < marked.all) {
    const auto percent = static_cast<int>(std::lround(
        100.0 * static_cast<double>(marked.all - marked.inside) / static_cast<double>(marked.all)));
    remark(remarks, std::to_string(std::max(1, percent)) +
                        " % of what is marked lies beside the centre square and is cut off.");
  }
  if (isFull)
    remark(remarks, marked.all == mask.pixels.size()
                        ? "The mask is full: everything is marked."
                        : "Everything in the centre square is marked, so the mask does not guide.");
}

LoadedCondition loaded(std::string kind, const std::filesystem::path& path, std::string sha256,
                       ConditionImage made) {
  return {.condition = {.kind = std::move(kind),
                        .sourceName = path.filename().string(),
                        .sourceSha256 = std::move(sha256),
                        .image = std::move(made.image)},
          .remarks = std::move(made.remarks)};
}

// Fills in the file where an inner step did not know it.
tl::unexpected<base::Error> inFile(base::Error error, const std::filesystem::path& path) {
  error.file = path;
  return tl::unexpected(std::move(error));
}

}  // namespace

base::Result<ConditionImage> conditionFromMask(const Image8& mask, int size) {
  CHEXGEN_ASSIGN(const Image8 square, resizeToSquare(mask, size, Filter::bilinear));
  ConditionImage made;
  CHEXGEN_ASSIGN(made.image, toRgb(square));
  if (mask.width != mask.height) remark(made.remarks, sidesCut);
  remarkOnPlaces(mask, square, made.remarks);
  return made;
}

base::Result<Image8> markedSquare(const LabelMask& mask, int size) {
  Image8 white = mask.labels;
  for (auto& value : white.pixels) value = value != 0 ? 255 : 0;
  CHEXGEN_ASSIGN(Image8 square, resizeToSquare(white, size, Filter::bilinear));
  for (auto& value : square.pixels) value = value > 127 ? 1 : 0;
  return square;
}

base::Result<ConditionImage> conditionFromBoxes(const BoxSheet& sheet, int size) {
  CHEXGEN_ASSIGN(const SquareCrop crop, squareCrop(sheet.width, sheet.height, size));
  ConditionImage made;
  CHEXGEN_ASSIGN(made.image, makeImage(size, size, 3));
  if (sheet.width != sheet.height) remark(made.remarks, sidesCut);
  const Rectangle square{0, 0, size, size};
  std::vector<std::pair<Rectangle, const FindingBox*>> boxes;
  for (const FindingBox& box : sheet.boxes) {
    const Rectangle place = placed(box, crop);
    if (place.within(square).isEmpty()) {
      return fail(ErrorCode::argumentInvalid,
                  "At " + box.where + ": The box lies outside the centre square that the model sees.", {}, {},
                  "Crop the image to a square that holds all boxes.");
    }
    if (place.within(square) != place)
      remark(made.remarks, "A box reaches over the edge of the centre square and was cut.");
    boxes.emplace_back(place, &box);
  }
  std::stable_sort(boxes.begin(), boxes.end(),
                   [](const auto& a, const auto& b) { return a.first.area() > b.first.area(); });
  const int thickness = std::max(1, static_cast<int>(std::lround(size / 128.0)));
  for (const auto& [place, box] : boxes) outline(made.image, place, thickness, box->finding.colour);
  return made;
}

base::Result<LoadedCondition> loadMask(const std::filesystem::path& path, int size) {
  CHEXGEN_ASSIGN(LabelMask mask, readMask(path));
  CHEXGEN_ASSIGN(const std::string sha256, base::sha256OfFile(path));
  auto made = conditionFromMask(whiteOnBlack(mask), size);
  if (!made) return inFile(made.error(), path);
  std::vector<std::string> remarks = std::move(mask.remarks);
  for (const std::string& what : made->remarks) remark(remarks, what);
  made->remarks = std::move(remarks);
  return loaded("mask", path, sha256, std::move(*made));
}

base::Result<LoadedCondition> loadBoxes(const std::filesystem::path& path, int size, const BoxQuery& query) {
  CHEXGEN_ASSIGN(const std::string text, base::readFile(path, maxFileBytes));
  CHEXGEN_ASSIGN(const BoxSheet sheet, readBoxes(path, query));
  auto made = conditionFromBoxes(sheet, size);
  if (!made) return inFile(made.error(), path);
  made->remarks.insert(made->remarks.begin(), sheet.remarks.begin(), sheet.remarks.end());
  return loaded("boxes", path, base::sha256(text), std::move(*made));
}

}  // namespace chexgen::imaging
