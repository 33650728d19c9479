// A mask as labels, and the tools that change it. Points are in pixels with edges: pixel (x, y) covers x … x
// + 1 and y … y + 1 from the top left. A tool takes a pixel when its centre (x + 0.5, y + 0.5) lies inside
// the tool's shape or on its edge.
#pragma once

#include <cstdint>
#include <span>

#include "core/imaging/image.h"

namespace chexgen::drawing {

struct Point {
  double x = 0;
  double y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

// Whole pixels, right and bottom excluded.
struct Region {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  [[nodiscard]] bool isEmpty() const { return left >= right || top >= bottom; }
  // The smallest region that holds both.
  [[nodiscard]] Region united(const Region& other) const;
  friend bool operator==(const Region&, const Region&) = default;
};

// All functions take an image of one channel and give the pixels that may have changed.

// A round brush of `radius` pixels drawn from one point to the other, without gaps. Label 0 erases.
Region paintStroke(imaging::Image8& labels, Point from, Point to, double radius, std::uint8_t label);
// The inside of the closed polygon by the even-odd rule; fewer than three corners fill nothing.
Region fillPolygon(imaging::Image8& labels, std::span<const Point> corners, std::uint8_t label);
// The pixels with the same label as the one at (x, y) that are joined to it by their sides.
Region floodFill(imaging::Image8& labels, int x, int y, std::uint8_t label);
// Takes bays and spikes off the outline of `label`: a pixel has it when more than half of the square of 2 ·
// radius + 1 pixels around it has. Other labels stay as they are.
Region smoothLabel(imaging::Image8& labels, std::uint8_t label, int radius);
// Gives `label` to every pixel that is not 0 in `selection`, an image of any size that is stretched over the
// labels (nearest).
Region paintSelection(imaging::Image8& labels, const imaging::Image8& selection, std::uint8_t label);

}  // namespace chexgen::drawing
