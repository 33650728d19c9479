// What mouse and keys do on the canvas.
#include <QAction>
#include <QComboBox>
#include <QKeyEvent>
#include <QSlider>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/drawing/serialise.h"
#include "core/imaging/region_grow.h"
#include "widgets/canvas/canvas.h"
#include "widgets/common/key_bindings.h"
#include "widgets/viewer/viewer.h"

namespace chexgen::widgets {

namespace {

constexpr double gripReach = 14;   // pixels of the drawing around a corner that take hold of it
constexpr double smallestBox = 4;  // a click is no box
constexpr int smoothRadius = 6;
constexpr double brushStep = 1.25;

imaging::FindingBox between(drawing::Point a, drawing::Point b, imaging::FindingBox box) {
  constexpr double side = drawing::documentSide;
  box.x = std::clamp(std::min(a.x, b.x), 0.0, side);
  box.y = std::clamp(std::min(a.y, b.y), 0.0, side);
  box.width = std::clamp(std::max(a.x, b.x), 0.0, side) - box.x;
  box.height = std::clamp(std::max(a.y, b.y), 0.0, side) - box.y;
  return box;
}

std::array<drawing::Point, 4> corners(const imaging::FindingBox& box) {
  return {{{box.x, box.y},
           {box.x + box.width, box.y},
           {box.x + box.width, box.y + box.height},
           {box.x, box.y + box.height}}};
}

}  // namespace

void Canvas::press(const QPointF& imagePoint) {
  if (readOnly_) return;
  if (tool_ != CanvasTool::window) reveal();
  const drawing::Point point = toDrawing(imagePoint);
  drawing_ = true;
  last_ = point;
  switch (tool_) {
    case CanvasTool::brush:
    case CanvasTool::eraser:
      document_.begin((tool_ == CanvasTool::brush ? tr("Brush stroke") : tr("Eraser stroke")).toStdString());
      move(imagePoint, Qt::LeftButton);
      break;
    case CanvasTool::polygon:
      polygon_.push_back(point);
      showPolygon();
      break;
    case CanvasTool::fill: {
      document_.begin(tr("Fill").toStdString());
      document_.touched(drawing::floodFill(document_.editLabels(), static_cast<int>(std::floor(point.x)),
                                           static_cast<int>(std::floor(point.y)), label()));
      finish();
      break;
    }
    case CanvasTool::grow: grow(point); break;
    case CanvasTool::box: pressBox(point); break;
    case CanvasTool::window: break;
  }
}

void Canvas::move(const QPointF& imagePoint, Qt::MouseButtons buttons) {
  const drawing::Point point = toDrawing(imagePoint);
  showBrush(point);
  if (!drawing_ || !buttons.testFlag(Qt::LeftButton)) return;
  if (tool_ == CanvasTool::brush || tool_ == CanvasTool::eraser) {
    const std::uint8_t value = tool_ == CanvasTool::brush ? label() : std::uint8_t{0};
    const auto region = drawing::paintStroke(document_.editLabels(), last_, point, brushRadius(), value);
    document_.touched(region);
    showMask(region);
  } else if (tool_ == CanvasTool::box) {
    dragBox(point);
  }
  last_ = point;
}

void Canvas::release() {
  if (!drawing_) return;
  drawing_ = false;
  if (tool_ == CanvasTool::box && grip_ == Grip::create) {
    auto& boxes = document_.editBoxes();
    if (!boxes.empty() && (boxes.back().width < smallestBox || boxes.back().height < smallestBox)) {
      boxes.pop_back();
      selectedBox_ = -1;
    }
  }
  grip_ = Grip::none;
  if (document_.inGesture()) finish();
}

void Canvas::pressBox(drawing::Point point) {
  const int corner = cornerAt(point);
  const int hit = boxAt(point);
  if (corner >= 0) {
    grip_ = Grip::resize;
    boxAtPress_ = document_.boxes().at(static_cast<std::size_t>(selectedBox_));
    anchor_ = corners(boxAtPress_).at(static_cast<std::size_t>((corner + 2) % 4));
    document_.begin(tr("Resize box").toStdString());
  } else if (hit >= 0) {
    grip_ = Grip::move;
    selectedBox_ = hit;
    boxAtPress_ = document_.boxes().at(static_cast<std::size_t>(hit));
    anchor_ = point;
    const auto& all = imaging::findings();
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const auto& one) { return one.name == boxAtPress_.finding.name; });
    findings_->setCurrentIndex(static_cast<int>(same - all.begin()));
    document_.begin(tr("Move box").toStdString());
  } else {
    grip_ = Grip::create;
    anchor_ = point;
    boxAtPress_ = {};
    boxAtPress_.finding = imaging::findings().at(static_cast<std::size_t>(findings_->currentIndex()));
    document_.begin(tr("Draw box").toStdString());
    document_.editBoxes().push_back(between(point, point, boxAtPress_));
    selectedBox_ = static_cast<int>(document_.boxes().size()) - 1;
  }
  showBoxes();
}

void Canvas::dragBox(drawing::Point point) {
  if (grip_ == Grip::none || selectedBox_ < 0) return;
  auto& box = document_.editBoxes().at(static_cast<std::size_t>(selectedBox_));
  if (grip_ == Grip::move) {
    constexpr double side = drawing::documentSide;
    box.x = std::clamp(boxAtPress_.x + point.x - anchor_.x, 0.0, side - box.width);
    box.y = std::clamp(boxAtPress_.y + point.y - anchor_.y, 0.0, side - box.height);
  } else {
    box = between(anchor_, point, boxAtPress_);
  }
  showBoxes();
}

int Canvas::boxAt(drawing::Point point) const {
  // The smallest, so that a box inside another can be taken.
  int found = -1;
  double smallest = 0;
  const auto& boxes = document_.boxes();
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& box = boxes[i];
    if (point.x < box.x || point.y < box.y || point.x > box.x + box.width || point.y > box.y + box.height)
      continue;
    if (found >= 0 && box.width * box.height >= smallest) continue;
    found = static_cast<int>(i);
    smallest = box.width * box.height;
  }
  return found;
}

int Canvas::cornerAt(drawing::Point point) const {
  if (selectedBox_ < 0) return -1;
  const auto all = corners(document_.boxes().at(static_cast<std::size_t>(selectedBox_)));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::hypot(point.x - all[i].x, point.y - all[i].y) <= gripReach) return static_cast<int>(i);
  }
  return -1;
}

void Canvas::closePolygon() {
  if (polygon_.size() < 3) return;
  document_.begin(tr("Polygon").toStdString());
  document_.touched(drawing::fillPolygon(document_.editLabels(), polygon_, label()));
  polygon_.clear();
  showPolygon();
  finish();
}

void Canvas::grow(drawing::Point point) {
  const double width = viewer_->windowLevel(0).width;
  const auto selection = imaging::growRegion(*shown_, static_cast<int>(std::floor(point.x * scale())),
                                             static_cast<int>(std::floor(point.y * scale())),
                                             width * tolerance_->value() / 100.0);
  if (!selection) return;  // beside the picture
  document_.begin(tr("Fill similar greys").toStdString());
  document_.touched(drawing::paintSelection(document_.editLabels(), *selection, label()));
  finish();
}

void Canvas::smooth() {
  if (readOnly_) return;
  document_.begin(tr("Smooth").toStdString());
  document_.touched(drawing::smoothLabel(document_.editLabels(), label(), smoothRadius));
  finish();
}

void Canvas::clear() {
  if (readOnly_) return;
  document_.begin(tr("Clear").toStdString());
  auto& labels = document_.editLabels();
  std::fill(labels.pixels.begin(), labels.pixels.end(), std::uint8_t{0});
  document_.touched({0, 0, labels.width, labels.height});
  document_.editBoxes().clear();
  selectedBox_ = -1;
  finish();
}

void Canvas::removeBox() {
  if (selectedBox_ < 0 || readOnly_) return;
  document_.begin(tr("Remove box").toStdString());
  document_.editBoxes().erase(document_.editBoxes().begin() + selectedBox_);
  selectedBox_ = -1;
  finish();
}

void Canvas::cancelGesture() {
  drawing_ = false;
  grip_ = Grip::none;
  polygon_.clear();
  showPolygon();
  if (document_.inGesture()) take(document_.cancel(), false);
}

void Canvas::finish() { take(document_.commit(), true); }

void Canvas::undo() {
  if (!readOnly_) take(document_.undo(), true);
}

void Canvas::redo() {
  if (!readOnly_) take(document_.redo(), true);
}

void Canvas::reveal() {
  if (viewer_->overlaysVisible()) return;
  viewer_->setOverlaysVisible(true);
  Q_EMIT overlaysShown();
}

void Canvas::take(const drawing::Change& change, bool tell) {
  if (tell && (change.boxes || !change.mask.isEmpty())) reveal();
  showMask(change.mask);
  if (selectedBox_ >= static_cast<int>(document_.boxes().size())) selectedBox_ = -1;
  showBoxes();
  showSteps();
  if (!tell) return;
  if (!change.mask.isEmpty())
    Q_EMIT maskEdited(QByteArray::fromStdString(drawing::maskToBytes(document_.labels())));
  if (change.boxes) Q_EMIT boxesEdited(QByteArray::fromStdString(drawing::boxesToJson(document_.boxes())));
}

bool Canvas::eventFilter(QObject* watched, QEvent* event) {
  // A shortcut of the window must not take a key that the canvas uses.
  if (watched == viewer_ && event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (handleKey(key->key(), key->modifiers())) return true;
  }
  return QWidget::eventFilter(watched, event);
}

bool Canvas::handleKey(int key, Qt::KeyboardModifiers modifiers) {
  if (const auto command = KeyBindings::instance().commandFor(KeyScope::canvas, key, modifiers))
    return obey(*command);
  if (modifiers.testFlag(Qt::ControlModifier) || modifiers.testFlag(Qt::AltModifier)) return false;
  switch (key) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace: return removeBox(), true;
    case Qt::Key_Return:
    case Qt::Key_Enter: return closePolygon(), true;
    case Qt::Key_Escape:
      if (!drawing_ && polygon_.empty()) return false;
      return cancelGesture(), true;
    default: break;
  }
  if (key >= Qt::Key_1 && key <= Qt::Key_9) return pickByDigit(key - Qt::Key_1), true;
  return false;
}

bool Canvas::obey(KeyCommand command) {
  switch (command) {
    case KeyCommand::undo: return undo(), true;
    case KeyCommand::redo: return redo(), true;
    case KeyCommand::brush: return setTool(CanvasTool::brush), true;
    case KeyCommand::eraser: return setTool(CanvasTool::eraser), true;
    case KeyCommand::polygon: return setTool(CanvasTool::polygon), true;
    case KeyCommand::fill: return setTool(CanvasTool::fill), true;
    case KeyCommand::grow: return setTool(CanvasTool::grow), true;
    case KeyCommand::box: return setTool(CanvasTool::box), true;
    case KeyCommand::window: return setTool(CanvasTool::window), true;
    case KeyCommand::swapBrush:
      return setTool(tool_ == CanvasTool::brush ? CanvasTool::eraser : CanvasTool::brush), true;
    case KeyCommand::smooth: return smooth(), true;
    case KeyCommand::smallerBrush: return changeBrush(1 / brushStep), true;
    case KeyCommand::largerBrush: return changeBrush(brushStep), true;
    default: return false;
  }
}

void Canvas::pickByDigit(int digit) {
  QComboBox* box = tool_ == CanvasTool::box ? findings_ : labels_;
  if (digit >= box->count() || !box->model()->index(digit, 0).flags().testFlag(Qt::ItemIsEnabled)) return;
  box->setCurrentIndex(digit);
  if (box == findings_) Q_EMIT box->activated(digit);
}

void Canvas::changeBrush(double factor) {
  const int next = static_cast<int>(std::lround(size_->value() * factor));
  size_->setValue(next == size_->value() ? next + (factor > 1 ? 1 : -1) : next);
  showBrush(last_);
}

}  // namespace chexgen::widgets
