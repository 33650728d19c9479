// Everything that is on the screen, as the drawing parts read it.
#pragma once

#include <QImage>
#include <QSize>
#include <QString>
#include <array>
#include <vector>

#include "widgets/viewer/overlay.h"
#include "widgets/viewer/viewport.h"

namespace chexgen::widgets {

struct Pane {
  Viewport viewport;
  Overlay overlay;                 // without its labels, which are in the picture below
  QImage labels;                   // the mask in its colours; null: none
  std::array<QString, 4> corners;  // by Qt::Corner
  bool synthetic = false;
  bool orientationTags = true;
};

struct Scene {
  std::vector<Pane> panes{1};
  int rows = 1;
  int columns = 1;
  int active = 0;
  bool overlaysVisible = true;
  bool focused = false;
  bool focusFrame = true;
  double scale = 1;  // device pixels per pixel of Qt
  QSize size;        // of the widget, in device pixels

  // Gives each pane its area, with a narrow gap between two.
  void layOut();
  [[nodiscard]] bool has(int viewport) const;
};

}  // namespace chexgen::widgets
