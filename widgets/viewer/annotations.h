// What is painted over one radiograph.
#pragma once

#include <QRectF>

#include "widgets/viewer/scene.h"

class QPainter;

namespace chexgen::widgets {

struct Annotation {
  QRectF area;           // of the viewport, in Qt's pixels
  double scale = 1;      // device pixels per pixel of Qt
  bool overlays = true;  // masks, boxes and texts, not only what no switch hides
  bool framed = false;   // the viewport that keys act on
};

void annotate(QPainter& painter, const Pane& pane, const Annotation& how);

}  // namespace chexgen::widgets
