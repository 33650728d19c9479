// One failure as people need it: what failed, what is safe, what to do, and the details to copy.
#pragma once

#include <QFrame>
#include <functional>

#include "core/base/error.h"

class QLabel;
class QPushButton;

namespace chexgen::widgets {

class ErrorPanel : public QFrame {
  Q_OBJECT

 public:
  // Hidden until there is something to say.
  explicit ErrorPanel(QWidget* parent = nullptr);

  // Replaces what is shown. `retry` may be empty; else a button "Try again" calls it.
  void showError(const base::Error& error, std::function<void()> retry = {});
  // A remark that is no failure.
  void showRemark(const QString& text);
  void clear();

 private:
  base::Error error_;
  std::function<void()> retry_;
  QLabel* message_;
  QLabel* advice_;
  QPushButton* retryButton_;
  QPushButton* details_;
};

}  // namespace chexgen::widgets
