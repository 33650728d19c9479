// Radiographs on the screen: one or several viewports with window and level, zoom, pan, overlays and texts.
// Used by every room. VTK draws the pictures through OpenGL; where there is no OpenGL, QPainter does, and all
// else is the same.
//
// With the mouse: left drag = the active tool, middle or Space + left drag = pan, right drag = zoom (up is
// nearer), wheel = nextImage, Ctrl + wheel = zoom at the cursor, double-click = fit (not while drawing). With
// the keys: see handleKey.
//
// Zoom counts device pixels of the screen per pixel of the radiograph. Widget points are in Qt's pixels;
// image points are in pixels of the radiograph, where pixel (x, y) covers x … x + 1 and y … y + 1 from the
// top left. Viewports count from 0, row by row; calls for one that is not there do nothing and questions
// about it have empty answers.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/imaging/grey_image.h"
#include "widgets/viewer/overlay.h"

class QKeyEvent;

namespace chexgen::widgets {

// In modality values, for example Hounsfield units.
struct WindowLevel {
  double centre = 0;
  double width = 1;
  friend bool operator==(const WindowLevel&, const WindowLevel&) = default;
};

// What a drag with the left button does. windowLevel: to the right is wider, down is a higher centre.
enum class KeyCommand;
enum class DragTool { windowLevel, pan, zoom, draw };

class Viewer : public QWidget {
  Q_OBJECT

 public:
  explicit Viewer(QWidget* parent = nullptr);
  ~Viewer() override;

  // Viewports that stay keep what they show. At least 1 × 1, at most 8 × 8.
  void setGrid(int rows, int columns);
  [[nodiscard]] int viewportCount() const;
  // The viewport that keys, fit, oneToOne and resetView act on: the one last clicked.
  [[nodiscard]] int activeViewport() const;
  void setActiveViewport(int viewport);

  // nullptr empties the viewport. A radiograph of the same size and presentations as the one before is looked
  // at in the same way (previews of one that is being made, neighbours in a list); any other starts fitted in
  // its first presentation.
  void setImage(int viewport, std::shared_ptr<const imaging::GreyImage> image);
  [[nodiscard]] std::shared_ptr<const imaging::GreyImage> image(int viewport) const;

  // The presentation to show now and to come back to on resetView.
  void setPresentation(int viewport, const imaging::GreyPresentation& presentation);
  // Takes the place of a VOI LUT; a window keeps its shape. A linear window is at least 1 wide.
  void setWindowLevel(int viewport, WindowLevel windowLevel);
  [[nodiscard]] WindowLevel windowLevel(int viewport) const;  // of a VOI LUT: the range of its entries
  void setInverted(int viewport, bool inverted);
  [[nodiscard]] bool isInverted(int viewport) const;

  void setOverlay(int viewport, Overlay overlay);
  // Painting: takes `labels` for the mask but reads only `region` (in mask pixels) of it; whole when the size
  // is another.
  void updateOverlayRegion(int viewport, const QRect& region, const imaging::Image8& labels);
  void setOverlayBoxes(int viewport, std::vector<OverlayBox> boxes);
  void setOverlayPolygon(int viewport, std::vector<QPointF> polygon);
  void setOverlayBrush(int viewport, std::optional<BrushRing> brush);

  // Lines of text over the picture; empty takes them away.
  void setCornerText(int viewport, Qt::Corner corner, const QString& text);
  // "Synthetic · not for diagnosis" in a corner. Nothing but this call takes it away while there is a
  // picture.
  void setSynthetic(int viewport, bool synthetic);
  // R and L at the edges, the patient's right on the left of the screen. On unless switched off: a lateral
  // view has none.
  void setOrientationTags(int viewport, bool shown);

  // A frame around the viewport that keys act on, while the viewer has the focus; on unless switched off.
  void setFocusFrame(bool shown);
  void setDragTool(DragTool tool);
  [[nodiscard]] DragTool dragTool() const;
  [[nodiscard]] bool overlaysVisible() const;
  [[nodiscard]] bool isLinked() const;

  [[nodiscard]] double zoom(int viewport) const;  // 0 for an empty viewport
  // Factors above 1 go nearer; the image point at `point` stays there.
  void zoomAt(const QPointF& point, double factor);

  [[nodiscard]] QRectF viewportRect(int viewport) const;
  [[nodiscard]] int viewportAt(const QPointF& point) const;  // -1 between viewports
  [[nodiscard]] QPointF toImage(int viewport, const QPointF& point) const;
  [[nodiscard]] QPointF toWidget(int viewport, const QPointF& imagePoint) const;

  // Acts on a key, whether it was pressed here or in a widget that passes it on (its release too, for Space).
  // Whether it was one of ours: Tab overlays, I invert, F fit, O 1:1, 0 reset, L link, + and - zoom, arrows
  // pan, Shift + arrows window and level, Page up and down the images, Ctrl + left and right the active
  // viewport, Space (held) pan, Esc leave the drag.
  bool handleKey(QKeyEvent* event);

 public Q_SLOTS:
  // Hides masks, boxes and texts. The synthetic mark stays, and so does what is being drawn.
  void setOverlaysVisible(bool visible);
  // From now on zoom, pan, window and level, inversion of all viewports go together. Radiographs of different
  // size show the same part; windows keep their relation to each radiograph's own.
  void setLinked(bool linked);
  void fit();
  void oneToOne();   // one pixel of the radiograph is one pixel of the screen
  void resetView();  // fitted, presentation and polarity as they were set

 Q_SIGNALS:
  // `value` is the modality value under the cursor and `text` the same with its unit, as a person reads it;
  // both are empty beside the picture. Viewport -1: the cursor has left.
  void cursorMoved(int viewport, QPointF imagePoint, std::optional<float> value, QString text);
  void viewChanged(int viewport, double zoom, chexgen::widgets::WindowLevel windowLevel);
  void nextImage(int delta);
  void overlaysVisibleChanged(bool visible);
  void linkedChanged(bool linked);
  void activeViewportChanged(int viewport);

  // The tool is DragTool::draw. Moves come without buttons too, while the cursor is over a viewport; points
  // may lie beside the picture. The second press of a double-click is a press like others, then
  // drawDoubleClicked follows.
  void drawPressed(int viewport, QPointF imagePoint, Qt::MouseButtons buttons,
                   Qt::KeyboardModifiers modifiers);
  void drawMoved(int viewport, QPointF imagePoint, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers);
  void drawReleased(int viewport, QPointF imagePoint, Qt::MouseButtons buttons,
                    Qt::KeyboardModifiers modifiers);
  void drawDoubleClicked(int viewport, QPointF imagePoint);

 protected:
  bool event(QEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void resizeEvent(QResizeEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;

 private:
  struct Private;

  void layOut();
  void viewportChanged(int viewport);
  void followLeader(int leader);
  void toggleInverted();
  void moveActive(int step);
  void reportCursor(const QPointF& point);
  bool startDrag(const QMouseEvent& event);
  void continueDrag(const QPointF& point);
  void leaveDrag();
  void showCursorShape();
  bool obey(KeyCommand command);
  bool handleArrow(int key, Qt::KeyboardModifiers modifiers);

  std::unique_ptr<Private> d_;
};

}  // namespace chexgen::widgets
