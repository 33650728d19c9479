// The task panel: every job with its state on the left, what it tells on the right. It knows no kind of job:
// curves, samples and log come from the run folder, whatever wrote them.
#pragma once

#include <QWidget>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/base/error.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QPlainTextEdit;
class QPushButton;
class QSlider;
class QStackedWidget;
class QTabWidget;

namespace chexgen::widgets {
class CurveView;
}

namespace chexgen::studio {

class BatchForm;
class FineTuneForm;
class Session;
class TaskCard;
class TaskQueue;
struct Task;

class TasksRoom : public QWidget {
  Q_OBJECT

 public:
  TasksRoom(Session& session, TaskQueue& queue, QWidget* parent = nullptr);

  // The task whose details are shown; empty: none.
  [[nodiscard]] std::filesystem::path current() const;
  void select(const std::filesystem::path& folder);
  [[nodiscard]] widgets::CurveView* curves() const { return curves_; }
  // Opens the form for a fine-tuning, with these images of the project or, for none, without data.
  void planFineTuning(const std::vector<std::int64_t>& images);
  // Opens the form for radiographs from a table of reports.
  void planBatch();
  [[nodiscard]] FineTuneForm* form() const { return form_; }
  [[nodiscard]] BatchForm* batch() const { return batch_; }

 Q_SIGNALS:
  // Of all tasks, for the status line: "2 tasks · 41 % · 3:10"; empty when none runs.
  void jobText(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* buildList();
  template <class Form>
  void connectForm(Form* form);
  QWidget* buildEmpty();
  QWidget* buildDetail();
  QWidget* buildCurves();
  void takeQueue();
  void showDetail();
  void showState(const Task& task);
  void showCurves(const Task& task);
  void showSamples(const Task& task);
  void showLog(const Task& task);
  void moveCurrent(int by);
  void summarise();

  Session& session_;
  TaskQueue& queue_;
  QStackedWidget* right_;
  FineTuneForm* form_;
  BatchForm* batch_;
  QListWidget* list_;
  QLabel* title_;
  QLabel* state_;
  QPushButton* pause_;
  QPushButton* resume_;
  QPushButton* cancel_;
  QPushButton* up_;
  QPushButton* down_;
  QPushButton* remove_;
  QTabWidget* tabs_;
  QComboBox* quantity_;
  QSlider* smoothness_;
  QCheckBox* logarithmic_;
  QCheckBox* overlay_;
  widgets::CurveView* curves_;
  QLabel* samples_;
  QPlainTextEdit* log_;
  QString shownSample_;
};

}  // namespace chexgen::studio
