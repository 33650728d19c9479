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

  // Replaces what is shown. `remedy` may be empty; else a button calls it, named "Try again" unless
  // `remedyName` says otherwise.
  void showError(const base::Error& error, std::function<void()> remedy = {}, const QString& remedyName = {});
  // A remark that is no failure, with a button where there is something to do about it.
  void showRemark(const QString& text, std::function<void()> remedy = {}, const QString& remedyName = {});
  void clear();

 private:
  void offer(std::function<void()> remedy, const QString& name);

  base::Error error_;
  std::function<void()> remedy_;
  QLabel* message_;
  QLabel* advice_;
  QPushButton* remedyButton_;
  QPushButton* details_;
};

}  // namespace chexgen::widgets
