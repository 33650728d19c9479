// Where the radiographs are drawn.
#pragma once

#include "widgets/viewer/scene.h"

class QWidget;

namespace chexgen::widgets {

// A widget that shows the radiographs of the scene whenever it is updated: by OpenGL and VTK where there is
// OpenGL, else by QPainter. The scene outlives it.
[[nodiscard]] QWidget* makePictureSurface(const Scene& scene, QWidget* parent);

}  // namespace chexgen::widgets
