// The filters of the lung segmentation, on small planes in memory (ITK computes them).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chexgen::imaging {

template <class T>
struct Grid {
  int width = 0;
  int height = 0;
  std::vector<T> values;  // row by row from the top left

  Grid() = default;
  Grid(int columns, int rows, T value = T())
      : width(columns),
        height(rows),
        values(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), value) {}

  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
  [[nodiscard]] bool contains(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
  [[nodiscard]] const T& at(int x, int y) const { return values[index(x, y)]; }
  [[nodiscard]] T& at(int x, int y) { return values[index(x, y)]; }
};

using Plane = Grid<float>;
using Mask = Grid<std::uint8_t>;  // 0 or 1

// All need at least 4 pixels a side. Lengths are in pixels. ITK throws only when memory runs out.

// Gaussian smoothing; beyond the edge the border value goes on.
[[nodiscard]] Plane smoothed(const Plane& plane, double sigma);

// Removes bright structures narrower than a disc of this radius: ribs, lines, leads.
[[nodiscard]] Plane greyOpened(const Plane& plane, int radius);

// Euclidean distance to the outline, negative inside; a huge number everywhere when the mask is empty.
[[nodiscard]] Plane signedDistance(const Mask& mask);

// Morphology with a Euclidean disc.
[[nodiscard]] Mask dilated(const Mask& mask, double radius);
[[nodiscard]] Mask eroded(const Mask& mask, double radius);
[[nodiscard]] Mask opened(const Mask& mask, double radius);
[[nodiscard]] Mask closed(const Mask& mask, double radius);

// The part with the most pixels (8-connected); empty when the mask is.
[[nodiscard]] Mask largestComponent(const Mask& mask);

// Only the parts that touch the edge of the image.
[[nodiscard]] Mask touchingBorder(const Mask& mask);
[[nodiscard]] Mask holesFilled(const Mask& mask);

[[nodiscard]] std::size_t areaOf(const Mask& mask);

}  // namespace chexgen::imaging
