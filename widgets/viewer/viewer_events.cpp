// What mouse, wheel and keys do in a viewer.
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>
#include <utility>

#include "widgets/common/key_bindings.h"
#include "widgets/viewer/viewer.h"
#include "widgets/viewer/viewer_private.h"

namespace chexgen::widgets {

namespace {

constexpr int notch = 120;  // of a wheel, in Qt's eighths of a degree
constexpr double zoomPerNotch = 1.2;
constexpr double zoomPerPixel = 1.01;  // of a drag
constexpr double panByKey = 48;        // Qt's pixels
constexpr double windowByKey = 8;      // as a drag by that many pixels

// Whole numbers as they are, others with the digits that a person reads.
QString readable(float value, const std::string& units) {
  const QLocale locale;
  const bool whole = std::abs(value) < 1e7F && std::nearbyint(value) == value;
  const QString number = whole ? locale.toString(static_cast<int>(value)) : locale.toString(value, 'g', 5);
  return units.empty() ? number : number + QChar(0x00A0) + QString::fromStdString(units);
}

}  // namespace

bool Viewer::event(QEvent* event) {
  // The scale of the screen is known when the window is shown, and may change when it moves to another
  // screen.
  const bool moved = event->type() == QEvent::Show || event->type() == QEvent::ScreenChangeInternal;
  const bool handled = QWidget::event(event);
  if (moved && devicePixelRatioF() != d_->scene.scale) layOut();
  return handled;
}

// Tab belongs to the overlays; Shift + Tab and Ctrl + Tab leave the viewer.
bool Viewer::focusNextPrevChild(bool next) { return !next && QWidget::focusNextPrevChild(false); }

void Viewer::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  d_->scene.focused = true;
  d_->overlays->update();
}

void Viewer::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  d_->scene.focused = false;
  d_->spaceHeld = false;
  d_->overlays->update();
  showCursorShape();
}

void Viewer::setFocusFrame(bool shown) {
  d_->scene.focusFrame = shown;
  d_->overlays->update();
}

void Viewer::setDragTool(DragTool tool) {
  d_->tool = tool;
  showCursorShape();
}

void Viewer::showCursorShape() {
  const DragTool tool = d_->drag ? d_->drag->tool : d_->spaceHeld ? DragTool::pan : d_->tool;
  switch (tool) {
    case DragTool::windowLevel: setCursor(Qt::ArrowCursor); break;
    case DragTool::pan: setCursor(d_->drag ? Qt::ClosedHandCursor : Qt::OpenHandCursor); break;
    case DragTool::zoom: setCursor(Qt::SizeVerCursor); break;
    case DragTool::draw: setCursor(Qt::CrossCursor); break;
  }
}

void Viewer::reportCursor(const QPointF& point) {
  const int viewport = d_->drag ? d_->drag->viewport : viewportAt(point);
  const Viewport* view = d_->viewing(viewport);
  if (view == nullptr) {
    Q_EMIT cursorMoved(viewport, {}, std::nullopt, {});
    return;
  }
  const QPointF at = view->toImage(point * d_->scene.scale);
  const imaging::GreyImage& image = *view->image();
  if (!QRectF(QPointF(), view->imageSize()).contains(at) || at.x() >= image.width || at.y() >= image.height) {
    Q_EMIT cursorMoved(viewport, at, std::nullopt, {});
    return;
  }
  const float value = image.valueAt(static_cast<int>(at.x()), static_cast<int>(at.y()));
  Q_EMIT cursorMoved(viewport, at, value, readable(value, image.units));
}

void Viewer::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  Q_EMIT cursorMoved(-1, {}, std::nullopt, {});
}

bool Viewer::startDrag(const QMouseEvent& event) {
  const int viewport = viewportAt(event.position());
  if (d_->drag || viewport < 0) return false;
  setActiveViewport(viewport);
  if (d_->viewing(viewport) == nullptr) return false;
  DragTool tool = d_->tool;
  if (event.button() == Qt::MiddleButton || d_->spaceHeld) tool = DragTool::pan;
  if (event.button() == Qt::RightButton) tool = DragTool::zoom;
  d_->drag = {tool, event.button(), viewport, event.position(), event.position(), {}};
  for (const Pane& pane : d_->scene.panes) d_->drag->before.push_back(pane.viewport.look());
  showCursorShape();
  return true;
}

void Viewer::mousePressEvent(QMouseEvent* event) {
  if (!(event->button() & (Qt::LeftButton | Qt::MiddleButton | Qt::RightButton))) {
    QWidget::mousePressEvent(event);
    return;
  }
  if (!startDrag(*event) || d_->drag->tool != DragTool::draw) return;
  const int viewport = d_->drag->viewport;
  Q_EMIT drawPressed(viewport, toImage(viewport, event->position()), event->buttons(), event->modifiers());
}

void Viewer::mouseMoveEvent(QMouseEvent* event) {
  reportCursor(event->position());
  if ((d_->drag ? d_->drag->tool : d_->tool) != DragTool::draw) {
    if (d_->drag) continueDrag(event->position());
    return;
  }
  const int viewport = d_->drag ? d_->drag->viewport : viewportAt(event->position());
  if (d_->viewing(viewport) == nullptr) return;
  Q_EMIT drawMoved(viewport, toImage(viewport, event->position()), event->buttons(), event->modifiers());
}

void Viewer::continueDrag(const QPointF& point) {
  Private::Drag& drag = *d_->drag;
  const QPointF by = point - std::exchange(drag.last, point);
  Viewport* view = d_->viewing(drag.viewport);
  if (view == nullptr || by.isNull()) return;
  switch (drag.tool) {
    case DragTool::windowLevel: view->dragWindow(by.x(), by.y()); break;
    case DragTool::pan: view->pan(by * d_->scene.scale); break;
    case DragTool::zoom: view->zoomAt(drag.from * d_->scene.scale, std::pow(zoomPerPixel, -by.y())); break;
    case DragTool::draw: break;
  }
  viewportChanged(drag.viewport);
}

void Viewer::mouseReleaseEvent(QMouseEvent* event) {
  if (!d_->drag || event->button() != d_->drag->button) return;
  const auto ended = std::exchange(d_->drag, std::nullopt);
  showCursorShape();
  if (ended->tool != DragTool::draw) return;
  Q_EMIT drawReleased(ended->viewport, toImage(ended->viewport, event->position()), event->buttons(),
                      event->modifiers());
}

// Back to how it was before the drag. What was drawn is its client's.
void Viewer::leaveDrag() {
  if (!d_->drag) return;
  const auto left = std::exchange(d_->drag, std::nullopt);
  showCursorShape();
  if (left->tool == DragTool::draw) return;
  for (std::size_t i = 0; i < left->before.size() && i < d_->scene.panes.size(); ++i) {
    d_->scene.panes[i].viewport.setLook(left->before[i]);
  }
  viewportChanged(left->viewport);
}

void Viewer::mouseDoubleClickEvent(QMouseEvent* event) {
  const bool draws = d_->tool == DragTool::draw && !d_->spaceHeld;
  if (event->button() != Qt::LeftButton || draws) {
    mousePressEvent(event);  // two dabs of the brush, close together
  }
  if (event->button() != Qt::LeftButton) return;
  const int viewport = viewportAt(event->position());
  if (draws) {
    if (d_->viewing(viewport) != nullptr)
      Q_EMIT drawDoubleClicked(viewport, toImage(viewport, event->position()));
    return;
  }
  setActiveViewport(viewport);
  fit();
}

void Viewer::wheelEvent(QWheelEvent* event) {
  event->accept();
  const int turned = event->angleDelta().y();
  if (event->modifiers().testFlag(Qt::ControlModifier)) {
    zoomAt(event->position(), std::pow(zoomPerNotch, static_cast<double>(turned) / notch));
    return;
  }
  // Touchpads send parts of a notch; a change of direction starts anew.
  if ((turned > 0) != (d_->wheelRest > 0)) d_->wheelRest = 0;
  d_->wheelRest += turned;
  const int notches = d_->wheelRest / notch;
  d_->wheelRest -= notches * notch;
  if (notches != 0) Q_EMIT nextImage(-notches);  // towards the person is forwards
}

void Viewer::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_Tab) {
    QWidget::focusNextPrevChild(true);
    return;
  }
  if (!handleKey(event)) QWidget::keyPressEvent(event);
}

void Viewer::keyReleaseEvent(QKeyEvent* event) {
  if (!handleKey(event)) QWidget::keyReleaseEvent(event);
}

bool Viewer::handleKey(QKeyEvent* event) {
  const int key = event->key();
  const bool released = event->type() == QEvent::KeyRelease;
  const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
  if (key == Qt::Key_Space && (released || modifiers == Qt::NoModifier)) {
    if (!event->isAutoRepeat()) d_->spaceHeld = !released;
    showCursorShape();
    return true;
  }
  if (released) return false;
  if (key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down) {
    return handleArrow(key, modifiers);
  }
  if (key == Qt::Key_Escape && modifiers == Qt::NoModifier) {
    if (!d_->drag || d_->drag->tool == DragTool::draw) return false;
    leaveDrag();
    return true;
  }
  const auto command = KeyBindings::instance().commandFor(KeyScope::viewer, key, modifiers);
  return command && obey(*command);
}

bool Viewer::obey(KeyCommand command) {
  const QPointF middle = viewportRect(activeViewport()).center();
  switch (command) {
    case KeyCommand::overlays: setOverlaysVisible(!overlaysVisible()); return true;
    case KeyCommand::invert: toggleInverted(); return true;
    case KeyCommand::fit: fit(); return true;
    case KeyCommand::oneToOne: oneToOne(); return true;
    case KeyCommand::resetView: resetView(); return true;
    case KeyCommand::link: setLinked(!isLinked()); return true;
    case KeyCommand::zoomIn: zoomAt(middle, zoomPerNotch); return true;
    case KeyCommand::zoomOut: zoomAt(middle, 1 / zoomPerNotch); return true;
    case KeyCommand::nextImage: Q_EMIT nextImage(1); return true;
    case KeyCommand::previousImage: Q_EMIT nextImage(-1); return true;
    default: return false;
  }
}

// Pans the way that the arrow looks: the right arrow shows what lies to the right.
bool Viewer::handleArrow(int key, Qt::KeyboardModifiers modifiers) {
  const double right = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
  const double down = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
  if (modifiers == Qt::ControlModifier && right != 0) {
    moveActive(right > 0 ? 1 : -1);
    return true;
  }
  if (modifiers != Qt::NoModifier && modifiers != Qt::ShiftModifier) return false;
  if (Viewport* view = d_->viewing(activeViewport())) {
    if (modifiers == Qt::ShiftModifier) {
      view->dragWindow(right * windowByKey, down * windowByKey);
    } else {
      view->pan(QPointF(-right, -down) * panByKey * d_->scene.scale);
    }
    viewportChanged(activeViewport());
  }
  return true;
}

void Viewer::moveActive(int step) {
  setActiveViewport((activeViewport() + step + viewportCount()) % viewportCount());
}

}  // namespace chexgen::widgets
