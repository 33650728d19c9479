#include "widgets/viewer/paint_surface.h"

#include <QPaintEvent>
#include <QPainter>

#include "widgets/common/tokens.h"

namespace chexgen::widgets {

PaintSurface::PaintSurface(const Scene& scene, QWidget* parent) : QWidget(parent), scene_(scene) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_OpaquePaintEvent);
}

const QImage& PaintSurface::reduced(std::size_t pane, const QImage& whole, const QSize& size) {
  Reduced& kept = reduced_[pane];
  const std::uint64_t version = scene_.panes[pane].viewport.greysVersion();
  if (kept.version != version || kept.picture.size() != size) {
    kept = {version, whole.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)};
  }
  return kept.picture;
}

void PaintSurface::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  painter.fillRect(event->rect(), tokens().surround);
  painter.scale(1 / scene_.scale, 1 / scene_.scale);
  reduced_.resize(scene_.panes.size());
  for (std::size_t i = 0; i < scene_.panes.size(); ++i) {
    const Viewport& viewport = scene_.panes[i].viewport;
    if (!viewport.image()) continue;
    const int width = viewport.image()->width;
    const QImage whole(viewport.greys().data(), width, viewport.image()->height, width,
                       QImage::Format_Grayscale8);
    const QRectF place = viewport.picture();
    painter.setClipRect(viewport.area());
    if (viewport.look().zoom < 1) {
      painter.drawImage(place.topLeft(), reduced(i, whole, place.size().toSize().expandedTo({1, 1})));
    } else {
      painter.setRenderHint(QPainter::SmoothPixmapTransform, viewport.look().zoom > 1);
      painter.drawImage(place, whole);
    }
  }
}

}  // namespace chexgen::widgets
