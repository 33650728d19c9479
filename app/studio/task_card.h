// One task in the list: state by colour and word, name, progress, time left.
#pragma once

#include <QWidget>

class QFrame;
class QLabel;
class QProgressBar;

namespace chexgen::studio {

struct Task;

class TaskCard : public QWidget {
  Q_OBJECT

 public:
  explicit TaskCard(QWidget* parent = nullptr);
  void show(const Task& task);

 private:
  QFrame* colour_;
  QLabel* name_;
  QLabel* state_;
  QProgressBar* progress_;
};

// "running · 41 % · 3:10 left", "waits for its turn", "interrupted: …": the state as a person reads it.
[[nodiscard]] QString taskStateText(const Task& task);
// The role of the style sheet that colours it.
[[nodiscard]] const char* taskStateRole(const Task& task);

}  // namespace chexgen::studio
