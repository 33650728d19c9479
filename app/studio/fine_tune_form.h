// Launches a fine-tuning: chooses the data, looks at every row of them, says what is learned and how long,
// starts.
#pragma once

#include <QWidget>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/studio/speed_probe.h"
#include "app/studio/table_check.h"
#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/training/preflight.h"
#include "core/training/settings.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace chexgen::studio {

class ColumnPickers;
class FindingsTable;
class Session;
class TaskQueue;

class FineTuneForm : public QWidget {
  Q_OBJECT

 public:
  FineTuneForm(Session& session, TaskQueue& queue, QWidget* parent = nullptr);
  ~FineTuneForm() override;

  // The models that there are now; what is chosen stays chosen.
  void refresh();
  // A table of radiographs and reports (see training::readTable).
  void setTable(const std::filesystem::path& table);
  // Images of the project, with what is known of them.
  void useImages(const std::vector<std::int64_t>& ids);
  // Looks at every row, beside the interface; checked() follows.
  void check();
  // Puts encoding and training into the queue.
  void start();
  // What the last check found; nothing before one, or when the data were changed since.
  [[nodiscard]] const std::optional<training::PreflightReport>& report() const { return report_; }
  // What that check has to say besides, one sentence each.
  [[nodiscard]] const std::vector<std::string>& remarks() const { return remarks_; }

 Q_SIGNALS:
  void checked();
  void started(const std::filesystem::path& folder);
  void closeAsked();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  // Behind its encoding, which is in the queue already; a retry queues only this.
  void queueTraining(const training::TrainSettings& train, const std::string& name,
                     const std::filesystem::path& encoded);
  struct Check;

  QWidget* buildFields();
  void dataChanged();
  void showTime();
  void measureTime();
  void showReport(const TableLook& look);
  void showProgress(std::size_t done, std::size_t total);
  [[nodiscard]] TableWish wish() const;
  [[nodiscard]] training::Target target() const;
  [[nodiscard]] const char* conditions() const;  // "", "mask" or "boxes"
  [[nodiscard]] base::Result<training::TrainSettings> settings() const;

  Session& session_;
  TaskQueue& queue_;
  SpeedProbe speed_;
  std::optional<training::PreflightReport> report_;
  std::vector<std::string> remarks_;
  std::shared_ptr<Check> running_;
  QLineEdit* table_;
  QLineEdit* name_;
  QComboBox* model_;
  QComboBox* target_;
  QComboBox* preset_;
  QSpinBox* steps_;
  QCheckBox* demographics_;
  QCheckBox* writeReports_;
  QCheckBox* ignoreLabels_;
  QCheckBox* poorPrompts_;
  ColumnPickers* columns_;
  QComboBox* boxLayout_;
  QPushButton* check_;
  QPushButton* start_;
  QPushButton* measure_;
  QLabel* summary_;
  QLabel* time_;
  FindingsTable* findings_;
};

}  // namespace chexgen::studio
