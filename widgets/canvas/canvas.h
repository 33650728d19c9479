// Where masks and boxes are drawn, over a radiograph or over nothing: a strip of tools above a viewer.
//
// The drawing is the square that the model sees (drawing::documentSide pixels a side). Of a radiograph that
// is not square the centre square is shown, as the model takes it; the drawing lies over it whatever its size
// in pixels.
//
// Keys, while the picture has the focus: B brush, E eraser, G polygon, K fill, T fill by threshold, R box, W
// window and level, S smooth, [ and ] brush size, X brush or eraser, 1 … 9 label or finding, Enter closes the
// polygon, Delete removes the box, Esc leaves the gesture, Ctrl+Z and Ctrl+Shift+Z; the viewer's own keys
// besides.
#pragma once

#include <QByteArray>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/drawing/document.h"
#include "core/imaging/grey_image.h"
#include "widgets/viewer/overlay.h"

class QAction;
class QButtonGroup;
class QComboBox;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace chexgen::widgets {

class Viewer;

enum class KeyCommand;
enum class CanvasTool { brush, eraser, polygon, fill, grow, box, window };

class Canvas : public QWidget {
  Q_OBJECT

 public:
  explicit Canvas(QWidget* parent = nullptr);

  // nullptr: nothing under the drawing. `synthetic` puts the mark on it.
  void setBackground(std::shared_ptr<const imaging::GreyImage> image, bool synthetic);
  // Brings back what was kept; empty bytes are an empty drawing. What cannot be read stays empty and is the
  // error.
  [[nodiscard]] base::Result<void> restore(const QByteArray& mask, const QByteArray& boxes);
  // Takes another mask (any labels, any size: stretched, nearest) as one step that can be undone.
  void importMask(const imaging::Image8& labels);
  // The same with boxes, in the drawing's pixels.
  void importBoxes(const std::vector<imaging::FindingBox>& boxes);
  void setReadOnly(bool readOnly);
  // Offers boxes of the findings that the model named `model` follows (empty: any).
  void setFindings(const std::vector<std::string>& known, const QString& model);

  [[nodiscard]] const drawing::Document& document() const { return document_; }
  [[nodiscard]] imaging::Image8 conditionMask() const { return document_.conditionMask(); }
  [[nodiscard]] imaging::BoxSheet boxSheet() const { return document_.boxSheet(); }
  [[nodiscard]] Viewer* viewer() const { return viewer_; }
  // The bottom right corner of the picture in the viewer's image points.
  [[nodiscard]] QPointF pictureCorner() const;

  void setTool(CanvasTool tool);
  [[nodiscard]] CanvasTool tool() const { return tool_; }
  void undo();
  void redo();

 Q_SIGNALS:
  // The overlays were hidden and are shown again, for nobody can draw what he does not see.
  void overlaysShown();
  // At the end of every gesture that changed something, undo and redo included.
  void maskEdited(const QByteArray& bytes);
  void boxesEdited(const QByteArray& json);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  enum class Grip { none, create, move, resize };

  QWidget* buildStrip();
  void addTool(CanvasTool tool, const QString& icon, const QString& name, KeyCommand key, QWidget* strip);
  QAction* addAction(const QString& icon, const QString& name, QWidget* strip);
  void buildPickers(QWidget* strip);
  void connectViewer();

  void press(const QPointF& imagePoint);
  void move(const QPointF& imagePoint, Qt::MouseButtons buttons);
  void release();
  void pressBox(drawing::Point point);
  void dragBox(drawing::Point point);
  void closePolygon();
  void grow(drawing::Point point);
  void smooth();
  void clear();
  void removeBox();
  void cancelGesture();
  bool handleKey(int key, Qt::KeyboardModifiers modifiers);
  bool obey(KeyCommand command);
  void pickByDigit(int digit);
  void changeBrush(double factor);

  void finish();
  void reveal();
  void take(const drawing::Change& change, bool tell);
  void showMask(const drawing::Region& region);
  void showBoxes();
  void showPolygon();
  void showBrush(std::optional<drawing::Point> at);
  void showOverlay();
  void showSteps();

  // Between the drawing's pixels and the viewer's image points.
  [[nodiscard]] double scale() const;  // image points for each pixel of the drawing
  [[nodiscard]] drawing::Point toDrawing(const QPointF& imagePoint) const;
  [[nodiscard]] std::uint8_t label() const;
  [[nodiscard]] double brushRadius() const;
  [[nodiscard]] int boxAt(drawing::Point point) const;
  [[nodiscard]] int cornerAt(drawing::Point point) const;  // of the selected box; -1: none

  drawing::Document document_;
  std::shared_ptr<const imaging::GreyImage> shown_;
  CanvasTool tool_ = CanvasTool::brush;
  bool readOnly_ = false;
  bool drawing_ = false;  // the left button is down
  drawing::Point last_;
  std::vector<drawing::Point> polygon_;
  int selectedBox_ = -1;
  Grip grip_ = Grip::none;
  drawing::Point anchor_;  // the corner that stays, or where the box was taken
  imaging::FindingBox boxAtPress_;

  Viewer* viewer_;
  QButtonGroup* tools_;
  QStackedWidget* pickers_;
  QComboBox* labels_;
  QComboBox* findings_;
  QSlider* size_;
  QSlider* tolerance_;
  QAction* undo_;
  QAction* redo_;
  std::vector<QWidget*> editors_;  // off in a read-only project
};

}  // namespace chexgen::widgets
