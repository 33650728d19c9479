#include "widgets/viewer/overlay_layer.h"

#include <QPaintEvent>
#include <QPainter>

#include "widgets/viewer/annotations.h"

namespace chexgen::widgets {

OverlayLayer::OverlayLayer(const Scene& scene, QWidget* parent) : QWidget(parent), scene_(scene) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
}

void OverlayLayer::updatePart(int viewport, const QRectF& imageRectangle) {
  const Viewport& view = scene_.panes[static_cast<std::size_t>(viewport)].viewport;
  if (!view.image() || imageRectangle.isNull()) return;
  constexpr int penReach = 3;
  const QRectF onScreen(view.toScreen(imageRectangle.topLeft()) / scene_.scale,
                        view.toScreen(imageRectangle.bottomRight()) / scene_.scale);
  update(onScreen.toAlignedRect().adjusted(-penReach, -penReach, penReach, penReach));
}

void OverlayLayer::updateViewport(int viewport) {
  const QRectF area = scene_.panes[static_cast<std::size_t>(viewport)].viewport.area();
  update(QRectF(area.topLeft() / scene_.scale, area.size() / scene_.scale).toAlignedRect());
}

void OverlayLayer::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  for (std::size_t i = 0; i < scene_.panes.size(); ++i) {
    const Pane& pane = scene_.panes[i];
    const QRectF area(pane.viewport.area());
    const QRectF onWidget(area.topLeft() / scene_.scale, area.size() / scene_.scale);
    if (!onWidget.intersects(event->rect())) continue;
    painter.save();
    painter.setClipRect(onWidget);
    const bool framed = scene_.focused && scene_.focusFrame && scene_.active == static_cast<int>(i);
    annotate(painter, pane,
             {.area = onWidget, .scale = scene_.scale, .overlays = scene_.overlaysVisible, .framed = framed});
    painter.restore();
  }
}

}  // namespace chexgen::widgets
