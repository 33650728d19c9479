#include "widgets/viewer/viewport.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace chexgen::widgets {

namespace {

constexpr double nearestZoom = 64;
constexpr double farthestOfFit = 0.25;       // of the zoom that fits
constexpr double dragAcrossWindow = 512;     // Qt's pixels for one width of the standard window
constexpr double narrowestOfWindow = 0.001;  // of the standard window; linear windows are at least 1 wide

WindowLevel windowOf(const imaging::GreyPresentation& presentation) {
  if (!presentation.table || presentation.table->values.empty()) {
    return {presentation.window.centre, presentation.window.width};
  }
  const auto entries = static_cast<double>(presentation.table->values.size());
  return {presentation.table->first + entries / 2, entries};
}

std::uint64_t nextVersion() {
  static std::uint64_t version = 0;
  return ++version;
}

}  // namespace

void Viewport::setArea(const QRect& area) {
  area_ = area;
  if (image_ && look_.fitted) fit();
}

void Viewport::setImage(std::shared_ptr<const imaging::GreyImage> image) {
  const bool alike = image && image_ && image->width == image_->width && image->height == image_->height &&
                     image->presentations == image_->presentations;
  image_ = std::move(image);
  stale_ = true;
  greys_.clear();
  if (!image_ || alike) return;
  standard_ = image_->presentations.empty() ? imaging::GreyPresentation{} : image_->presentations.front();
  reset();
}

QSizeF Viewport::imageSize() const { return image_ ? QSizeF(image_->width, image_->height) : QSizeF(); }

void Viewport::setLook(const Look& look) {
  look_ = look;
  stale_ = true;
}

void Viewport::setPresentation(const imaging::GreyPresentation& presentation) {
  standard_ = presentation;
  look_.shown = presentation;
  stale_ = true;
}

void Viewport::setWindowLevel(WindowLevel windowLevel) {
  using imaging::WindowShape;
  auto& shown = look_.shown;
  const WindowShape shape = shown.table ? WindowShape::linear : shown.window.shape;
  const double narrowest =
      shape == WindowShape::linear ? 1 : std::abs(windowOf(standard_).width) * narrowestOfWindow;
  shown.table.reset();
  shown.window = {windowLevel.centre, std::max(windowLevel.width, narrowest), shape};
  stale_ = true;
}

WindowLevel Viewport::windowLevel() const { return windowOf(look_.shown); }

void Viewport::dragWindow(double right, double down) {
  const double step = windowOf(standard_).width / dragAcrossWindow;
  const WindowLevel now = windowLevel();
  setWindowLevel({now.centre + down * step, now.width + right * step});
}

void Viewport::setInverted(bool inverted) {
  look_.inverted = inverted;
  stale_ = true;
}

void Viewport::reset() {
  look_.shown = standard_;
  look_.inverted = false;
  stale_ = true;
  fit();
}

double Viewport::fitZoom() const {
  const double across = area_.width() / static_cast<double>(image_->width);
  const double down = area_.height() / static_cast<double>(image_->height);
  return std::max(std::min(across, down), 1e-4);  // before the first layout there is no area
}

void Viewport::fit() {
  look_.zoom = fitZoom();
  look_.centre = {image_->width / 2.0, image_->height / 2.0};
  look_.fitted = true;
}

void Viewport::oneToOne() {
  look_.zoom = 1;
  look_.fitted = false;
}

void Viewport::zoomAt(const QPointF& point, double factor) {
  const QPointF held = toImage(point);
  const double fitting = fitZoom();
  look_.zoom =
      std::clamp(look_.zoom * factor, std::min(fitting * farthestOfFit, 1.0), std::max(fitting, nearestZoom));
  look_.centre = held - (point - QRectF(area_).center()) / look_.zoom;
  look_.fitted = false;
  clampCentre();
}

void Viewport::pan(const QPointF& by) {
  look_.centre -= by / look_.zoom;
  look_.fitted = false;
  clampCentre();
}

// The middle of the area stays over the radiograph: it cannot be lost.
void Viewport::clampCentre() {
  look_.centre = {std::clamp(look_.centre.x(), 0.0, static_cast<double>(image_->width)),
                  std::clamp(look_.centre.y(), 0.0, static_cast<double>(image_->height))};
}

void Viewport::follow(const Viewport& leader) {
  const Look& theirs = leader.look_;
  const bool exact = theirs.zoom == 1 && !theirs.fitted;  // 1:1 is 1:1 in every viewport
  look_.zoom = exact ? 1 : fitZoom() * theirs.zoom / leader.fitZoom();
  look_.centre = {theirs.centre.x() / leader.image_->width * image_->width,
                  theirs.centre.y() / leader.image_->height * image_->height};
  look_.fitted = theirs.fitted;
  look_.inverted = theirs.inverted;
  if (theirs.shown == leader.standard_) {
    look_.shown = standard_;
  } else {
    const WindowLevel from = windowOf(leader.standard_);
    const WindowLevel to = windowOf(standard_);
    const WindowLevel now = leader.windowLevel();
    const double scale = from.width > 0 ? to.width / from.width : 1;
    setWindowLevel({to.centre + (now.centre - from.centre) * scale, now.width * scale});
  }
  stale_ = true;
}

QRectF Viewport::picture() const {
  const QPointF corner = QRectF(area_).center() - look_.centre * look_.zoom;
  return {QPointF(std::round(corner.x()), std::round(corner.y())), imageSize() * look_.zoom};
}

QPointF Viewport::toImage(const QPointF& point) const { return (point - picture().topLeft()) / look_.zoom; }

QPointF Viewport::toScreen(const QPointF& imagePoint) const {
  return picture().topLeft() + imagePoint * look_.zoom;
}

void Viewport::refresh() const {
  if (!stale_ || !image_) return;
  greys_ = imaging::renderGreys(*image_, look_.shown, look_.inverted).pixels;
  version_ = nextVersion();
  stale_ = false;
}

const std::vector<std::uint8_t>& Viewport::greys() const {
  refresh();
  return greys_;
}

std::uint64_t Viewport::greysVersion() const {
  refresh();
  return version_;
}

}  // namespace chexgen::widgets
