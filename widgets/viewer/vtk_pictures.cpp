#include "widgets/viewer/vtk_pictures.h"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkCommand.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkTexture.h>
#include <vtkUnsignedCharArray.h>

#include <QOpenGLExtraFunctions>
#include <array>
#include <utility>

#include "widgets/common/tokens.h"

namespace chexgen::widgets {

// A radiograph as a texture on the rectangle where it shows. World coordinates are device pixels, y upwards.
struct VtkPictures::Quad {
  vtkNew<vtkTexture> texture;
  vtkNew<vtkPoints> points;
  vtkNew<vtkFloatArray> corners;
  vtkNew<vtkPolyData> shape;
  vtkNew<vtkActor> actor;
  std::uint64_t version = 0;
  QRectF place;
  QRectF shown;

  Quad() {
    points->SetNumberOfPoints(4);
    corners->SetNumberOfComponents(2);
    corners->SetNumberOfTuples(4);
    vtkNew<vtkCellArray> cells;
    const std::array<vtkIdType, 4> order{0, 1, 2, 3};
    cells->InsertNextCell(4, order.data());
    shape->SetPoints(points);
    shape->SetPolys(cells);
    shape->GetPointData()->SetTCoords(corners);
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(shape);
    // The greys are final: no lookup table, no light, nothing in between.
    texture->SetColorModeToDirectScalars();
    texture->InterpolateOn();
    texture->SetWrap(vtkTexture::ClampToEdge);
    actor->SetMapper(mapper);
    actor->SetTexture(texture);
    actor->GetProperty()->LightingOff();
  }

  void setGreys(const Viewport& viewport) {
    const auto& greys = viewport.greys();
    vtkNew<vtkUnsignedCharArray> values;
    // VTK reads the viewport's memory; it is told of every change by a new version.
    values->SetArray(const_cast<unsigned char*>(greys.data()), static_cast<vtkIdType>(greys.size()), 1);
    vtkNew<vtkImageData> picture;
    picture->SetDimensions(viewport.image()->width, viewport.image()->height, 1);
    picture->GetPointData()->SetScalars(values);
    texture->SetInputData(picture);
    version = viewport.greysVersion();
  }

  // VTK's first row lies at v = 0, so giving the upper edge v = 0 puts row 0 on top without turning the
  // pixels.
  void setPlace(const QRectF& whole, const QRectF& part, int height) {
    place = whole;
    shown = part;
    const std::array<QPointF, 4> where{part.topLeft(), part.topRight(), part.bottomRight(),
                                       part.bottomLeft()};
    for (int i = 0; i < 4; ++i) {
      const QPointF& point = where[static_cast<std::size_t>(i)];
      points->SetPoint(i, point.x(), height - point.y(), 0);
      corners->SetTuple2(i, (point.x() - whole.left()) / whole.width(),
                         (point.y() - whole.top()) / whole.height());
    }
    points->Modified();
    corners->Modified();
    shape->Modified();
  }
};

VtkPictures::VtkPictures(Context context) : context_(std::move(context)) {
  window_->SetOwnContext(0);
  window_->SetMultiSamples(0);
  window_->SetFrameBlitModeToNoBlit();
  window_->SetReadyForRendering(false);
  window_->AddObserver(vtkCommand::WindowMakeCurrentEvent, this, &VtkPictures::onMakeCurrent);
  window_->AddObserver(vtkCommand::WindowIsCurrentEvent, this, &VtkPictures::onIsCurrent);
  window_->AddObserver(vtkCommand::WindowSupportsOpenGLEvent, this, &VtkPictures::onSupportsOpenGl);

  const QColor surround = tokens().surround;
  renderer_->SetBackground(surround.redF(), surround.greenF(), surround.blueF());
  renderer_->GetActiveCamera()->ParallelProjectionOn();
  renderer_->AutomaticLightCreationOff();
  window_->AddRenderer(renderer_);

  window_->SetReadyForRendering(true);
  window_->InitializeFromCurrentContext();
  window_->SetIsCurrent(true);
  window_->SetSupportsOpenGL(1);
}

VtkPictures::~VtkPictures() {
  window_->Finalize();
  window_->RemoveAllObservers();
}

// Qt's makeCurrent binds its framebuffer behind VTK's back, hence the second line; a context that is current
// stays alone.
void VtkPictures::onMakeCurrent() {
  if (context_.isCurrent()) return;
  context_.makeCurrent();
  window_->GetState()->ResetFramebufferBindings();
}

void VtkPictures::onIsCurrent(vtkObject*, unsigned long, void* answer) {
  *static_cast<bool*>(answer) = context_.isCurrent();
}

void VtkPictures::onSupportsOpenGl(vtkObject*, unsigned long, void* answer) {
  *static_cast<int*>(answer) = 1;
}

void VtkPictures::draw(const Scene& scene, unsigned int framebuffer, QOpenGLExtraFunctions& gl) {
  vtkOpenGLState* state = window_->GetState();
  state->Reset();
  state->Push();
  const bool resized = fitSize(scene.size);
  const bool moved = place(scene);
  if (resized || moved) window_->Render();
  state->ResetFramebufferBindings();
  copyTo(framebuffer, scene.size, gl);
  state->Reset();
  state->Pop();
  gl.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
}

bool VtkPictures::fitSize(const QSize& size) {
  const int* now = window_->GetSize();
  if (now[0] == size.width() && now[1] == size.height()) return false;
  window_->SetSize(size.width(), size.height());
  const double middle = size.width() / 2.0;
  const double half = size.height() / 2.0;
  vtkCamera* camera = renderer_->GetActiveCamera();
  camera->SetFocalPoint(middle, half, 0);
  camera->SetPosition(middle, half, 1);
  camera->SetViewUp(0, 1, 0);
  camera->SetParallelScale(half);
  camera->SetClippingRange(0.5, 1.5);
  for (const auto& quad : quads_) quad->shown = {};  // y counts from the lower edge, which has moved
  return true;
}

// Whether anything is different from the frame before.
bool VtkPictures::place(const Scene& scene) {
  bool changed = false;
  while (quads_.size() > scene.panes.size()) {
    renderer_->RemoveActor(quads_.back()->actor);
    quads_.pop_back();
    changed = true;
  }
  while (quads_.size() < scene.panes.size()) {
    quads_.push_back(std::make_unique<Quad>());
    quads_.back()->actor->VisibilityOff();
    renderer_->AddActor(quads_.back()->actor);
  }
  for (std::size_t i = 0; i < quads_.size(); ++i) {
    Quad& quad = *quads_[i];
    const Viewport& viewport = scene.panes[i].viewport;
    const QRectF whole = viewport.image() ? viewport.picture() : QRectF();
    const QRectF part = whole.intersected(viewport.area());
    if (static_cast<bool>(quad.actor->GetVisibility()) == part.isEmpty()) {
      quad.actor->SetVisibility(part.isEmpty() ? 0 : 1);
      changed = true;
    }
    if (part.isEmpty()) continue;
    if (quad.version != viewport.greysVersion()) {
      quad.setGreys(viewport);
      changed = true;
    }
    if (quad.place != whole || quad.shown != part) {
      quad.setPlace(whole, part, scene.size.height());
      // Smaller than 1:1, a pixel of the screen is a mean of pixels, not one of them: fine structure must not
      // flicker.
      quad.texture->SetMipmap(viewport.look().zoom < 1);
      changed = true;
    }
  }
  return changed;
}

void VtkPictures::copyTo(unsigned int framebuffer, const QSize& size, QOpenGLExtraFunctions& gl) {
  window_->GetDisplayFramebuffer()->Bind(GL_READ_FRAMEBUFFER);
  window_->GetDisplayFramebuffer()->ActivateReadBuffer(0);
  gl.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
  gl.glDisable(GL_SCISSOR_TEST);
  gl.glBlitFramebuffer(0, 0, size.width(), size.height(), 0, 0, size.width(), size.height(),
                       GL_COLOR_BUFFER_BIT, GL_NEAREST);
  // Opaque for the window's composition.
  gl.glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
  gl.glClearColor(0, 0, 0, 1);
  gl.glClear(GL_COLOR_BUFFER_BIT);
  gl.glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

}  // namespace chexgen::widgets
