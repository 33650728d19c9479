#include "widgets/viewer/gl_surface.h"

#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>

#include "widgets/viewer/vtk_pictures.h"

namespace chexgen::widgets {

namespace {

// The least that VTK draws with.
QSurfaceFormat glFormat() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  return format;
}

bool tryGl() {
  // These have no window that a QOpenGLWidget could be composed into, even where they offer a context.
  const QString platform = QGuiApplication::platformName();
  for (const char* without : {"offscreen", "minimal", "linuxfb", "vnc"}) {
    if (platform == QLatin1String(without)) return false;
  }
  QOpenGLContext context;
  context.setFormat(glFormat());
  if (!context.create()) return false;
  QOffscreenSurface surface;
  surface.setFormat(context.format());
  surface.create();
  if (!context.makeCurrent(&surface)) return false;
  const bool enough = !context.isOpenGLES() && context.format().version() >= qMakePair(3, 2);
  context.doneCurrent();
  return enough;
}

}  // namespace

bool GlSurface::isPossible() {
  static const bool possible = tryGl();
  return possible;
}

GlSurface::GlSurface(const Scene& scene, QWidget* parent) : QOpenGLWidget(parent), scene_(scene) {
  setFormat(glFormat());
  setAttribute(Qt::WA_TransparentForMouseEvents);
}

GlSurface::~GlSurface() {
  // The context goes with the base class, when this part is no more.
  if (context() != nullptr) disconnect(context(), nullptr, this, nullptr);
  releaseContext();
}

// Called again with a new context when the widget moves to another window.
void GlSurface::initializeGL() {
  connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &GlSurface::releaseContext,
          Qt::DirectConnection);
  pictures_ = std::make_unique<VtkPictures>(VtkPictures::Context{
      .makeCurrent = [this] { makeCurrent(); },
      .isCurrent = [this] { return QOpenGLContext::currentContext() == context(); },
  });
}

void GlSurface::paintGL() {
  if (!pictures_ || scene_.size.isEmpty()) return;
  pictures_->draw(scene_, defaultFramebufferObject(), *context()->extraFunctions());
}

void GlSurface::releaseContext() {
  if (!pictures_) return;
  makeCurrent();
  pictures_.reset();
  doneCurrent();
}

}  // namespace chexgen::widgets
