// One cohort: how far it is by stratum, its radiographs as they come, accepting and rejecting by hand,
// export.
#pragma once

#include <QTimer>
#include <QWidget>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "app/studio/cohort_grid_model.h"
#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/cohort/summary.h"

class QComboBox;
class QLabel;
class QListView;
class QPushButton;
class QTableWidget;

namespace chexgen::widgets {
class ThumbnailCache;
class ThumbnailDelegate;
class Viewer;
}  // namespace chexgen::widgets

namespace chexgen::studio {

class CohortExportPanel;
class Session;
class TaskQueue;

class CohortPage : public QWidget {
  Q_OBJECT

 public:
  CohortPage(Session& session, TaskQueue& queue, QWidget* parent = nullptr);
  ~CohortPage() override;

  // A task of the kind "cohort"; empty: none.
  void open(const std::filesystem::path& task);
  [[nodiscard]] const std::filesystem::path& task() const { return task_; }
  [[nodiscard]] const WatchedCohort* watched() const { return watched_.get(); }
  [[nodiscard]] CohortGridModel* grid() const { return model_; }
  [[nodiscard]] QListView* view() const { return view_; }
  [[nodiscard]] CohortExportPanel* exportPanel() const { return export_; }
  // Looks now instead of at the next tick.
  void look();
  // A person's word on the radiographs that are selected; kept on the disk before this returns.
  void judge(bool accept);

 Q_SIGNALS:
  void told(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* buildHead();
  QWidget* buildSide();
  QWidget* buildGrid();
  QWidget* buildDetails();
  void showState();
  void showStrata();
  void showRates();
  void showCase();
  void showTries(const cohort::CaseRecord& record, std::size_t position);
  void showPictures(const cohort::CaseRecord& record, const cohort::Try* shown, const QString& name);
  // What is looked at of the current case: the try that was chosen, else the one that stands or the latest.
  [[nodiscard]] const cohort::Try* lookedAt(const cohort::CaseRecord& record) const;
  void filterChanged();

  Session& session_;
  TaskQueue& queue_;
  QTimer timer_;
  std::filesystem::path task_;
  std::unique_ptr<WatchedCohort> watched_;
  widgets::ThumbnailCache* thumbnails_;
  CohortGridModel* model_;
  std::optional<std::size_t> shownCase_;
  std::string shownFile_;
  QLabel* title_;
  QLabel* state_;
  QPushButton *pause_, *resume_, *cancel_, *exportButton_;
  CohortExportPanel* export_;
  QTableWidget* strata_;
  QTableWidget* rates_;
  QLabel* unchecked_;
  QComboBox* filter_;
  QLabel* counted_;
  QComboBox* tries_;
  QListView* view_;
  widgets::Viewer* viewer_;
  QLabel* caseText_;
  QPushButton *accept_, *reject_;
};

}  // namespace chexgen::studio
