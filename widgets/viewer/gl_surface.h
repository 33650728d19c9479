// The radiographs of a scene through OpenGL and VTK.
#pragma once

#include <QOpenGLWidget>
#include <memory>

#include "widgets/viewer/scene.h"

namespace chexgen::widgets {

class VtkPictures;

class GlSurface : public QOpenGLWidget {
  Q_OBJECT

 public:
  // Whether this machine and platform can show one.
  [[nodiscard]] static bool isPossible();

  // The scene outlives the surface.
  GlSurface(const Scene& scene, QWidget* parent);
  ~GlSurface() override;

 protected:
  void initializeGL() override;
  void paintGL() override;

 private:
  void releaseContext();

  const Scene& scene_;
  std::unique_ptr<VtkPictures> pictures_;
};

}  // namespace chexgen::widgets
