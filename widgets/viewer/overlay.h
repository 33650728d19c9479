// What can lie over a radiograph: a mask of labels, finding boxes, a polygon being drawn, the ring of a
// brush.
#pragma once

#include <QChar>
#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <array>
#include <optional>
#include <vector>

#include "core/imaging/image.h"

namespace chexgen::widgets {

// Points and rectangles are in pixels of the radiograph: pixel (x, y) covers x … x + 1 and y … y + 1 from the
// top left.
struct OverlayBox {
  QRectF rectangle;
  QColor colour;
  QChar letter;   // stands on the box, so that the colour is never alone
  QString label;  // shown where the box is wide enough, and always while it is selected
  bool selected = false;
  friend bool operator==(const OverlayBox&, const OverlayBox&) = default;
};

struct BrushRing {
  QPointF centre;
  double radius = 0;
  friend bool operator==(const BrushRing&, const BrushRing&) = default;
};

struct Overlay {
  // One channel: 0 is nothing, 1 … 9 take their colour below, more are left out. Of any size: it is stretched
  // over the radiograph. A width of 0: no mask.
  imaging::Image8 labels;
  std::array<QColor, 10> colours{};  // by label; the first is not used
  double opacity = 0.4;              // of the mask, 0 … 1
  std::vector<OverlayBox> boxes;
  std::vector<QPointF> polygon;  // its corners so far; not yet closed
  std::optional<BrushRing> brush;
};

}  // namespace chexgen::widgets
