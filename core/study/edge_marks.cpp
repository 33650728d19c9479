#include "core/study/edge_marks.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace chexgen::study {
namespace {

constexpr std::uint8_t brightest = 225;
constexpr double darker = 60;   // grey levels between the shape and what lies around it
constexpr double outer = 0.25;  // of the side
constexpr double shortest = 0.012, tallest = 0.14, narrowest = 0.004, widest = 0.3;  // of the side

struct Shape {
  int left = 0, top = 0, right = 0, bottom = 0;  // the last ones included
  std::size_t pixels = 0;
};

// The connected pixels around one, which are taken out of `bright`.
Shape takeShape(std::vector<std::uint8_t>& bright, int width, int height, int x, int y) {
  Shape shape{x, y, x, y, 0};
  std::vector<std::pair<int, int>> open{{x, y}};
  const auto at = [width](int column, int row) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
  };
  bright[at(x, y)] = 0;
  while (!open.empty()) {
    const auto [column, row] = open.back();
    open.pop_back();
    ++shape.pixels;
    shape = {std::min(shape.left, column), std::min(shape.top, row), std::max(shape.right, column),
             std::max(shape.bottom, row), shape.pixels};
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const int nextX = column + dx, nextY = row + dy;
        if (nextX < 0 || nextY < 0 || nextX >= width || nextY >= height || bright[at(nextX, nextY)] == 0)
          continue;
        bright[at(nextX, nextY)] = 0;
        open.emplace_back(nextX, nextY);
      }
  }
  return shape;
}

// The mean grey of a frame around the shape, three pixels away from it.
double around(const imaging::Image8& picture, const Shape& shape) {
  constexpr int gap = 3;
  double sum = 0, count = 0;
  for (int y = shape.top - gap; y <= shape.bottom + gap; ++y)
    for (int x = shape.left - gap; x <= shape.right + gap; ++x) {
      const bool frame =
          y == shape.top - gap || y == shape.bottom + gap || x == shape.left - gap || x == shape.right + gap;
      if (!frame || x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
      sum += picture.pixels[picture.index(x, y)];
      ++count;
    }
  return count > 0 ? sum / count : 255;
}

}  // namespace

std::size_t countEdgeMarks(const imaging::Image8& picture) {
  std::vector<std::uint8_t> bright(picture.pixels.size());
  for (std::size_t i = 0; i < bright.size(); ++i) bright[i] = picture.pixels[i] >= brightest ? 1 : 0;
  const double side = std::min(picture.width, picture.height);
  std::size_t marks = 0;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      if (bright[picture.index(x, y)] == 0) continue;
      const Shape shape = takeShape(bright, picture.width, picture.height, x, y);
      const double width = shape.right - shape.left + 1, height = shape.bottom - shape.top + 1;
      const double middleX = (shape.left + shape.right) / 2.0 / picture.width,
                   middleY = (shape.top + shape.bottom) / 2.0 / picture.height;
      const bool atEdge = std::min({middleX, 1 - middleX, middleY, 1 - middleY}) < outer;
      const bool asLetters = height >= std::max(4.0, shortest * side) && height <= tallest * side &&
                             width >= std::max(2.0, narrowest * side) && width <= widest * side;
      const double filled = static_cast<double>(shape.pixels) / (width * height);
      if (atEdge && asLetters && filled > 0.15 && around(picture, shape) < brightest - darker) ++marks;
    }
  return marks;
}

}  // namespace chexgen::study
