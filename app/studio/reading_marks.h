// Points and boxes that a question asks for: drawn with the mouse, or placed with the arrow keys.
#pragma once

#include <QObject>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace chexgen::widgets {
class QuestionPanel;
class Viewer;
}  // namespace chexgen::widgets

namespace chexgen::studio {

class ReadingMarks : public QObject {
  Q_OBJECT

 public:
  // Both outlive the marks.
  ReadingMarks(widgets::Viewer& viewer, widgets::QuestionPanel& questions, QObject* parent = nullptr);

  // Another image, in pixels; shows what is answered about it.
  void setImage(const QSizeF& size);
  // Whether the question whose turn it is asks for a point or a box.
  [[nodiscard]] bool isActive() const;
  // By an arrow key, or a digit that makes the first one: a point in the middle or a box around it.
  void move(int key, bool resize);

 private:
  void show();
  void set(const QRectF& fractions);
  [[nodiscard]] QRectF fractionsFrom(const QPointF& a, const QPointF& b) const;

  widgets::Viewer& viewer_;
  widgets::QuestionPanel& questions_;
  QSizeF size_;
  QPointF dragStart_;
  bool dragging_ = false;
};

}  // namespace chexgen::studio
