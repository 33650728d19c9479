#include "widgets/viewer/viewer.h"

#include <QResizeEvent>
#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/viewer/label_picture.h"
#include "widgets/viewer/picture_surface.h"
#include "widgets/viewer/viewer_private.h"

namespace chexgen::widgets {

Viewer::Viewer(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>()) {
  setFocusPolicy(Qt::StrongFocus);
  setContextMenuPolicy(Qt::PreventContextMenu);  // the right button zooms
  setMouseTracking(true);
  setMinimumSize(64, 64);
  setAccessibleName(tr("Radiograph viewer"));
  setAccessibleDescription(tr("F1 lists the keys."));
  d_->pictures = makePictureSurface(d_->scene, this);
  d_->overlays = new OverlayLayer(d_->scene, this);
  showCursorShape();
}

Viewer::~Viewer() {
  // They read the scene, which is gone when QWidget deletes its children.
  delete d_->overlays;
  delete d_->pictures;
}

void Viewer::layOut() {
  Scene& scene = d_->scene;
  scene.scale = devicePixelRatioF();
  scene.size = size() * scene.scale;
  scene.layOut();
  d_->pictures->setGeometry(rect());
  d_->overlays->setGeometry(rect());
  d_->pictures->update();
  d_->overlays->update();
  for (int i = 0; i < viewportCount(); ++i) {
    if (d_->viewing(i) != nullptr) Q_EMIT viewChanged(i, zoom(i), windowLevel(i));
  }
}

void Viewer::resizeEvent(QResizeEvent*) { layOut(); }

void Viewer::setGrid(int rows, int columns) {
  constexpr int most = 8;
  Scene& scene = d_->scene;
  leaveDrag();
  scene.rows = std::clamp(rows, 1, most);
  scene.columns = std::clamp(columns, 1, most);
  scene.panes.resize(static_cast<std::size_t>(scene.rows * scene.columns));
  setActiveViewport(std::min(scene.active, viewportCount() - 1));
  layOut();
}

int Viewer::viewportCount() const { return static_cast<int>(d_->scene.panes.size()); }

int Viewer::activeViewport() const { return d_->scene.active; }

void Viewer::setActiveViewport(int viewport) {
  if (!d_->scene.has(viewport) || viewport == d_->scene.active) return;
  d_->scene.active = viewport;
  d_->overlays->update();
  Q_EMIT activeViewportChanged(viewport);
}

// A look at `leader` has changed: the others follow where they are linked, and all of it is shown.
void Viewer::viewportChanged(int leader) {
  if (d_->linked) followLeader(leader);
  d_->pictures->update();
  d_->overlays->update();
  for (int i = 0; i < viewportCount(); ++i) {
    if (d_->viewing(i) != nullptr && (d_->linked || i == leader))
      Q_EMIT viewChanged(i, zoom(i), windowLevel(i));
  }
}

void Viewer::followLeader(int leader) {
  const Viewport* leading = d_->viewing(leader);
  if (leading == nullptr) return;
  for (int i = 0; i < viewportCount(); ++i) {
    if (Viewport* other = d_->viewing(i); other != nullptr && i != leader) other->follow(*leading);
  }
}

void Viewer::setImage(int viewport, std::shared_ptr<const imaging::GreyImage> image) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr) return;
  if (image && (image->width <= 0 || image->height <= 0)) image.reset();
  if (d_->drag && !image) leaveDrag();
  pane->viewport.setImage(std::move(image));
  if (d_->drag) d_->drag->before[static_cast<std::size_t>(viewport)] = pane->viewport.look();
  d_->pictures->update();
  d_->overlays->updateViewport(viewport);
  if (pane->viewport.image()) Q_EMIT viewChanged(viewport, zoom(viewport), windowLevel(viewport));
}

std::shared_ptr<const imaging::GreyImage> Viewer::image(int viewport) const {
  const Pane* pane = d_->pane(viewport);
  return pane != nullptr ? pane->viewport.image() : nullptr;
}

void Viewer::setPresentation(int viewport, const imaging::GreyPresentation& presentation) {
  Viewport* view = d_->viewing(viewport);
  if (view == nullptr) return;
  view->setPresentation(presentation);
  viewportChanged(viewport);
}

void Viewer::setWindowLevel(int viewport, WindowLevel windowLevel) {
  Viewport* view = d_->viewing(viewport);
  if (view == nullptr) return;
  view->setWindowLevel(windowLevel);
  viewportChanged(viewport);
}

WindowLevel Viewer::windowLevel(int viewport) const {
  const Viewport* view = d_->viewing(viewport);
  return view != nullptr ? view->windowLevel() : WindowLevel{};
}

void Viewer::setInverted(int viewport, bool inverted) {
  Viewport* view = d_->viewing(viewport);
  if (view == nullptr) return;
  view->setInverted(inverted);
  viewportChanged(viewport);
}

bool Viewer::isInverted(int viewport) const {
  const Viewport* view = d_->viewing(viewport);
  return view != nullptr && view->look().inverted;
}

void Viewer::setOverlay(int viewport, Overlay overlay) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr) return;
  pane->overlay = std::move(overlay);
  const imaging::Image8 labels = std::exchange(pane->overlay.labels, {});
  pane->labels = {};
  drawLabels(labels, {}, pane->overlay, pane->labels);
  d_->overlays->updateViewport(viewport);
}

void Viewer::updateOverlayRegion(int viewport, const QRect& region, const imaging::Image8& labels) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr) return;
  const QRectF part = drawLabels(labels, region, pane->overlay, pane->labels);
  if (pane->labels.isNull() || part.size() == QSizeF(pane->labels.size())) {
    d_->overlays->updateViewport(viewport);
    return;
  }
  const QSizeF image = pane->viewport.imageSize();
  const double across = image.width() / pane->labels.width();
  const double down = image.height() / pane->labels.height();
  d_->overlays->updatePart(viewport,
                           {part.x() * across, part.y() * down, part.width() * across, part.height() * down});
}

void Viewer::setOverlayBoxes(int viewport, std::vector<OverlayBox> boxes) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr || pane->overlay.boxes == boxes) return;
  pane->overlay.boxes = std::move(boxes);
  d_->overlays->updateViewport(viewport);
}

void Viewer::setOverlayPolygon(int viewport, std::vector<QPointF> polygon) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr || pane->overlay.polygon == polygon) return;
  pane->overlay.polygon = std::move(polygon);
  d_->overlays->updateViewport(viewport);
}

void Viewer::setOverlayBrush(int viewport, std::optional<BrushRing> brush) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr || pane->overlay.brush == brush) return;
  const auto around = [](const std::optional<BrushRing>& ring) {
    if (!ring) return QRectF();
    const double radius = std::max(ring->radius, 0.5);
    return QRectF(ring->centre.x() - radius, ring->centre.y() - radius, 2 * radius, 2 * radius);
  };
  d_->overlays->updatePart(viewport, around(pane->overlay.brush));
  d_->overlays->updatePart(viewport, around(brush));
  pane->overlay.brush = brush;
}

void Viewer::setCornerText(int viewport, Qt::Corner corner, const QString& text) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr) return;
  QString& kept = pane->corners[static_cast<std::size_t>(corner)];
  if (kept == text) return;
  kept = text;
  d_->overlays->updateViewport(viewport);
}

void Viewer::setSynthetic(int viewport, bool synthetic) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr) return;
  pane->synthetic = synthetic;
  d_->overlays->updateViewport(viewport);
}

void Viewer::setOrientationTags(int viewport, bool shown) {
  Pane* pane = d_->pane(viewport);
  if (pane == nullptr) return;
  pane->orientationTags = shown;
  d_->overlays->updateViewport(viewport);
}

DragTool Viewer::dragTool() const { return d_->tool; }

bool Viewer::overlaysVisible() const { return d_->scene.overlaysVisible; }

void Viewer::setOverlaysVisible(bool visible) {
  if (visible == d_->scene.overlaysVisible) return;
  d_->scene.overlaysVisible = visible;
  d_->overlays->update();
  Q_EMIT overlaysVisibleChanged(visible);
}

bool Viewer::isLinked() const { return d_->linked; }

void Viewer::setLinked(bool linked) {
  if (linked == d_->linked) return;
  d_->linked = linked;
  Q_EMIT linkedChanged(linked);
  if (linked) viewportChanged(activeViewport());
}

double Viewer::zoom(int viewport) const {
  const Viewport* view = d_->viewing(viewport);
  return view != nullptr ? view->look().zoom : 0;
}

void Viewer::zoomAt(const QPointF& point, double factor) {
  const int viewport = viewportAt(point);
  Viewport* view = d_->viewing(viewport);
  if (view == nullptr || !(factor > 0)) return;
  view->zoomAt(point * d_->scene.scale, factor);
  viewportChanged(viewport);
}

void Viewer::fit() {
  Viewport* view = d_->viewing(activeViewport());
  if (view == nullptr) return;
  view->fit();
  viewportChanged(activeViewport());
}

void Viewer::oneToOne() {
  Viewport* view = d_->viewing(activeViewport());
  if (view == nullptr) return;
  view->oneToOne();
  viewportChanged(activeViewport());
}

void Viewer::resetView() {
  Viewport* view = d_->viewing(activeViewport());
  if (view == nullptr) return;
  view->reset();
  viewportChanged(activeViewport());
}

void Viewer::toggleInverted() { setInverted(activeViewport(), !isInverted(activeViewport())); }

QRectF Viewer::viewportRect(int viewport) const {
  const Pane* pane = d_->pane(viewport);
  if (pane == nullptr) return {};
  const QRectF area = pane->viewport.area();
  return {area.topLeft() / d_->scene.scale, area.size() / d_->scene.scale};
}

int Viewer::viewportAt(const QPointF& point) const {
  for (int i = 0; i < viewportCount(); ++i) {
    if (viewportRect(i).contains(point)) return i;
  }
  return -1;
}

QPointF Viewer::toImage(int viewport, const QPointF& point) const {
  const Viewport* view = d_->viewing(viewport);
  return view != nullptr ? view->toImage(point * d_->scene.scale) : QPointF();
}

QPointF Viewer::toWidget(int viewport, const QPointF& imagePoint) const {
  const Viewport* view = d_->viewing(viewport);
  return view != nullptr ? view->toScreen(imagePoint) / d_->scene.scale : QPointF();
}

}  // namespace chexgen::widgets
