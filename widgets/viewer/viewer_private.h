// The state of a viewer, shared by viewer.cpp (what it shows) and viewer_events.cpp (what mouse and keys do).
#pragma once

#include <QPointF>
#include <optional>
#include <vector>

#include "widgets/viewer/overlay_layer.h"
#include "widgets/viewer/scene.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::widgets {

struct Viewer::Private {
  struct Drag {
    DragTool tool;
    Qt::MouseButton button;
    int viewport;
    QPointF from;  // Qt's pixels, as all here
    QPointF last;
    std::vector<Viewport::Look> before;  // of every viewport, for Esc
  };

  Scene scene;
  QWidget* pictures = nullptr;
  OverlayLayer* overlays = nullptr;
  DragTool tool = DragTool::windowLevel;
  bool linked = false;
  bool spaceHeld = false;
  std::optional<Drag> drag;
  int wheelRest = 0;  // eighths of a degree that do not make a notch yet

  // nullptr when there is no such viewport; `viewing` also when it is empty.
  Pane* pane(int viewport) {
    return scene.has(viewport) ? &scene.panes[static_cast<std::size_t>(viewport)] : nullptr;
  }
  Viewport* viewing(int viewport) {
    Pane* found = pane(viewport);
    return found != nullptr && found->viewport.image() ? &found->viewport : nullptr;
  }
};

}  // namespace chexgen::widgets
