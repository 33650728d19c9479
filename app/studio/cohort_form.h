// The form for a new cohort: who it is, which model makes it, which checks every radiograph must pass.
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "app/studio/speed_probe.h"
#include "core/base/error.h"
#include "core/cohort/planner.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace chexgen::studio {

class Session;
class CohortChecks;
class ColumnPickers;
class StrataEditor;
class StrataModel;
class TaskQueue;

class CohortForm : public QWidget {
  Q_OBJECT

 public:
  enum Source { entered, balanced, prompts, conditions };

  CohortForm(Session& session, TaskQueue& queue, QWidget* parent = nullptr);
  ~CohortForm() override;

  // The models that there are now; what is chosen stays chosen.
  void refresh();
  void setSource(Source source, const std::filesystem::path& file = {});
  [[nodiscard]] StrataModel* strata() const { return strata_; }
  // Makes strata out of the table of real radiographs, to be looked at and changed.
  void derive();
  // Plans everything beside the interface, without keeping it; checked() follows.
  void check();
  // Plans it into the project and puts it into the queue; started() follows.
  void start();

 Q_SIGNALS:
  void checked();
  void started(const std::filesystem::path& task);
  void closeAsked();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  struct Planning;

  void buildWho(QFormLayout* form);
  void buildSource(QFormLayout* form);
  void buildStrata(QFormLayout* form);
  void buildChecks(QFormLayout* form);
  QWidget* buildFoot();
  void takeModel();
  void sourceChanged();
  void changed();
  void showPlanned(const cohort::Planned& planned);
  void showTime(std::size_t cases);
  void setBusy(bool busy);
  void stopPlanning();
  [[nodiscard]] cohort::PlanRequest request() const;
  void plan(const std::filesystem::path& folder,
            const std::function<void(const base::Result<cohort::Planned>&)>& done);

  Session& session_;
  TaskQueue& queue_;
  SpeedProbe speed_;
  StrataModel* strata_;
  std::shared_ptr<Planning> running_;
  bool derived_ = false;  // the strata, from the table that is named now
  QFormLayout* form_ = nullptr;
  QLineEdit* name_;
  QComboBox* model_;
  QComboBox* source_;
  QLineEdit* file_;
  QWidget* fileRow_;
  QComboBox* mode_;
  QLineEdit* findings_;
  QCheckBox* ignoreLabels_;
  ColumnPickers* columns_;
  QComboBox* boxLayout_;
  QSpinBox* total_;
  QPushButton* derive_;
  StrataEditor* editor_;
  QLineEdit* languageModel_;
  CohortChecks* checks_;
  QSpinBox* rerolls_;
  QSpinBox* seed_;
  QPushButton* check_;
  QPushButton* start_;
  QLabel* summary_;
  QLabel* time_;
  QLabel* sample_;
};

}  // namespace chexgen::studio
