#include "widgets/viewer/picture_surface.h"

#include "widgets/viewer/gl_surface.h"
#include "widgets/viewer/paint_surface.h"

namespace chexgen::widgets {

QWidget* makePictureSurface(const Scene& scene, QWidget* parent) {
  if (GlSurface::isPossible()) return new GlSurface(scene, parent);
  return new PaintSurface(scene, parent);
}

}  // namespace chexgen::widgets
