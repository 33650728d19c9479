// The room Cohorts: those of the project, a form for a new one, and one that is looked at.
#pragma once

#include <QWidget>
#include <filesystem>
#include <functional>

#include "core/base/error.h"

class QListWidget;
class QStackedWidget;

namespace chexgen::studio {

class CohortForm;
class CohortPage;
class Session;
class TaskQueue;

class CohortsRoom : public QWidget {
  Q_OBJECT

 public:
  CohortsRoom(Session& session, TaskQueue& queue, QWidget* parent = nullptr);

  [[nodiscard]] CohortForm* form() const { return form_; }
  [[nodiscard]] CohortPage* page() const { return page_; }
  // Opens the form.
  void plan();
  // Opens a cohort: the folder of its task.
  void open(const std::filesystem::path& task);

 Q_SIGNALS:
  void told(const QString& text);
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  enum Page { emptyPage, formPage, cohortPage };
  void listCohorts();

  Session& session_;
  TaskQueue& queue_;
  QListWidget* list_;
  QStackedWidget* right_;
  CohortForm* form_;
  CohortPage* page_;
};

}  // namespace chexgen::studio
