// Many radiographs from a table of reports: looked through row by row, then put into the queue.
#pragma once

#include <QWidget>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "app/studio/findings_table.h"
#include "app/studio/speed_probe.h"
#include "core/base/error.h"
#include "core/jobs/case_list.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace chexgen::studio {

class ColumnPickers;
class Session;
class TaskQueue;

class BatchForm : public QWidget {
  Q_OBJECT

 public:
  BatchForm(Session& session, TaskQueue& queue, QWidget* parent = nullptr);

  // The models that there are now; what is chosen stays chosen.
  void refresh();
  // A CSV with the columns of `chexgen generate --csv`.
  void setTable(const std::filesystem::path& table);
  // Reads every row, beside the interface; checked() follows.
  void check();
  void start();
  // What the last check found; nothing before one, or when something was changed since.
  [[nodiscard]] const std::optional<jobs::CaseList>& list() const { return list_; }

 Q_SIGNALS:
  void checked();
  void started(const std::filesystem::path& task);
  void closeAsked();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  struct Check {};

  QWidget* buildFields();
  void takeModel();
  void changed();
  void showColumns();
  void showList(const std::vector<FoundInRow>& found);
  void showTime();
  [[nodiscard]] jobs::GenerateOptions options() const;

  Session& session_;
  TaskQueue& queue_;
  SpeedProbe speed_;
  std::optional<jobs::CaseList> list_;
  std::shared_ptr<Check> running_;
  QFormLayout* form_ = nullptr;
  QLineEdit* table_;
  ColumnPickers* columns_;
  QComboBox* boxLayout_;
  QComboBox* model_;
  QSpinBox* count_;
  QLineEdit* seed_;
  QComboBox* sampler_;
  QSpinBox* steps_;
  QDoubleSpinBox* guidance_;
  QLineEdit* name_;
  QPushButton* check_;
  QPushButton* start_;
  QLabel* summary_;
  QLabel* time_;
  FindingsTable* findings_;
};

}  // namespace chexgen::studio
