// The radiographs of a scene, drawn by VTK into an OpenGL context that somebody else owns.
#pragma once

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <functional>
#include <memory>
#include <vector>

#include "widgets/viewer/scene.h"

class QOpenGLExtraFunctions;

namespace chexgen::widgets {

class VtkPictures {
 public:
  struct Context {
    std::function<void()> makeCurrent;
    std::function<bool()> isCurrent;
  };

  // The context is current here, in draw and in the destructor.
  explicit VtkPictures(Context context);
  ~VtkPictures();
  VtkPictures(const VtkPictures&) = delete;
  VtkPictures& operator=(const VtkPictures&) = delete;

  // Fills the framebuffer object, which has the size of the scene. Only what changed is sent to VTK.
  void draw(const Scene& scene, unsigned int framebuffer, QOpenGLExtraFunctions& gl);

 private:
  struct Quad;

  void onMakeCurrent();
  void onIsCurrent(vtkObject* window, unsigned long event, void* answer);
  void onSupportsOpenGl(vtkObject* window, unsigned long event, void* answer);
  bool place(const Scene& scene);
  bool fitSize(const QSize& size);
  void copyTo(unsigned int framebuffer, const QSize& size, QOpenGLExtraFunctions& gl);

  Context context_;
  vtkNew<vtkGenericOpenGLRenderWindow> window_;
  vtkNew<vtkRenderer> renderer_;
  std::vector<std::unique_ptr<Quad>> quads_;
};

}  // namespace chexgen::widgets
