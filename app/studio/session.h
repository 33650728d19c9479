// One sitting: the open project, the models, the worker. The rooms share it; it shows nothing itself.
#pragma once

#include <QObject>
#include <QString>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "app/studio/model_catalogue.h"
#include "app/studio/worker_client.h"
#include "core/base/error.h"
#include "core/project/project.h"

namespace chexgen::studio {

class Session : public QObject {
  Q_OBJECT

 public:
  explicit Session(QObject* parent = nullptr);
  ~Session() override;

  // Asked before something that the disk does not take would be lost; whether to close all the same. Without
  // it nothing is.
  using LossQuestion = std::function<bool(const base::Error& error)>;
  void onLoss(LossQuestion question) { mayLose_ = std::move(question); }

  // Both close the open project first; `cancelled` when a person would rather keep it open. Another failure
  // leaves none open.
  [[nodiscard]] base::Result<void> createProject(const std::filesystem::path& folder);
  [[nodiscard]] base::Result<void> openProject(const std::filesystem::path& folder,
                                               const project::OpenOptions& options = {});
  // False when it stays open, because not all of it could be written.
  bool closeProject();

  [[nodiscard]] project::Project* project() const { return project_.get(); }
  [[nodiscard]] bool readOnly() const;
  // Who has the project, or why else it cannot be changed; empty when it can.
  [[nodiscard]] QString readOnlyReason() const;
  // The lock names a process on another computer, which cannot be seen from here: a person may know that it
  // is gone.
  [[nodiscard]] bool canTakeOver() const;
  // Tries again at once what could not be written.
  void retryWrites();
  [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
  // Looks again which models there are, those that the project's own trainings have made included.
  void refreshModels();
  [[nodiscard]] WorkerClient& worker() { return worker_; }

 Q_SIGNALS:
  void modelsChanged();
  void projectOpened();
  void projectClosing();  // edits that wait for their second are saved now; it may stay open all the same
  void projectClosed();
  // Something could not be written; it is tried again until it works.
  void writeFailed(const chexgen::base::Error& error);
  void writesRecovered();

 private:
  void take(std::unique_ptr<project::Project> project);

  LossQuestion mayLose_;
  std::unique_ptr<project::Project> project_;
  Catalogue catalogue_;
  WorkerClient worker_;
};

}  // namespace chexgen::studio
