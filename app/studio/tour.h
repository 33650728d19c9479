// The first steps, shown beside the controls that they speak of. It can be left at any time and blocks
// nothing.
#pragma once

#include <QFrame>
#include <QPointer>
#include <functional>
#include <vector>

class QLabel;
class QPushButton;

namespace chexgen::studio {

struct TourStep {
  QString title;
  QString text;
  std::function<QWidget*()> goTo;  // brings the control into sight and gives it
};

class Tour : public QFrame {
  Q_OBJECT

 public:
  // A child of the window that it leads through.
  Tour(std::vector<TourStep> steps, QWidget* window);

  void start();
  [[nodiscard]] int step() const { return step_; }

 Q_SIGNALS:
  void ended();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void go(int step);
  void end();
  void place();

  std::vector<TourStep> steps_;
  int step_ = -1;
  QPointer<QWidget> target_;
  QFrame* frame_;  // around the target
  QLabel* title_;
  QLabel* text_;
  QLabel* count_;
  QPushButton* back_;
  QPushButton* next_;
};

}  // namespace chexgen::studio
