#include "app/studio/session.h"

#include <QCoreApplication>
#include <QPointer>
#include <QSysInfo>
#include <algorithm>
#include <utility>

#include "app/studio/preferences.h"
#include "app/studio/program_files.h"

namespace chexgen::studio {

namespace {

QString ownerText(const jobs::LockOwner& owner) {
  return Session::tr("Open for writing by %1 (process %2 on %3, since %4).")
      .arg(QString::fromStdString(owner.program))
      .arg(owner.pid)
      .arg(QString::fromStdString(owner.host), QString::fromStdString(owner.since));
}

tl::unexpected<base::Error> keptOpen() {
  return base::fail(base::ErrorCode::cancelled, "The open project stays open.");
}

bool sameModels(const Catalogue& a, const Catalogue& b) {
  return a.problems.size() == b.problems.size() &&
         std::equal(a.models.begin(), a.models.end(), b.models.begin(), b.models.end(),
                    [](const CatalogueModel& one, const CatalogueModel& other) {
                      return one.folder == other.folder && one.sha256 == other.sha256;
                    });
}

}  // namespace

Session::Session(QObject* parent) : QObject(parent) { refreshModels(); }

Session::~Session() {
  // Nobody can be asked any more.
  mayLose_ = [](const base::Error&) { return true; };
  closeProject();
}

base::Result<void> Session::createProject(const std::filesystem::path& folder) {
  if (!closeProject()) return keptOpen();
  CHEXGEN_ASSIGN(auto project, project::Project::create(folder));
  take(std::move(project));
  return {};
}

base::Result<void> Session::openProject(const std::filesystem::path& folder,
                                        const project::OpenOptions& options) {
  if (!closeProject()) return keptOpen();
  CHEXGEN_ASSIGN(auto project, project::Project::open(folder, options));
  take(std::move(project));
  return {};
}

void Session::take(std::unique_ptr<project::Project> project) {
  project_ = std::move(project);
  const auto& info = project_->info();
  const QPointer<Session> self(this);
  project_->onWriteState([self](const std::optional<base::Error>& error) {
    // From the writing thread: the window lives in this one.
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self, error] {
          if (self.isNull()) return;
          if (error) {
            Q_EMIT self->writeFailed(*error);
          } else {
            Q_EMIT self->writesRecovered();
          }
        },
        Qt::QueuedConnection);
  });
  Preferences::addRecentProject(QString::fromStdString(info.folder.string()));
  worker_.setRunFolder(info.folder / "runs" / "compose");
  // What a worker had published when the Studio was killed comes in now.
  if (!info.readOnly) project_->ingestRuns();
  refreshModels();
  Q_EMIT projectOpened();
}

void Session::refreshModels() {
  std::vector<std::filesystem::path> places = modelPlaces();
  if (project_) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(project_->info().folder / "runs", error), end;
         !error && entry != end; entry.increment(error))
      places.push_back(entry->path());
  }
  Catalogue found = findModels(places);
  const std::filesystem::path first = Preferences::defaultModel().toStdString();
  std::stable_partition(found.models.begin(), found.models.end(),
                        [&](const CatalogueModel& model) { return model.folder == first; });
  if (sameModels(found, catalogue_)) return;
  catalogue_ = std::move(found);
  Q_EMIT modelsChanged();
}

bool Session::closeProject() {
  if (!project_) return true;
  Q_EMIT projectClosing();
  if (const auto written = project_->flush(); !written && !readOnly()) {
    if (!mayLose_ || !mayLose_(written.error())) return false;
  }
  worker_.stop();
  project_.reset();
  Q_EMIT projectClosed();
  return true;
}

bool Session::readOnly() const { return project_ && project_->info().readOnly; }

QString Session::readOnlyReason() const {
  if (!readOnly()) return {};
  const auto& info = project_->info();
  if (info.heldBy)
    return ownerText(*info.heldBy) + QLatin1Char(' ') + tr("You can look, but nothing can be changed here.");
  if (info.readOnlyReason)
    return QString::fromStdString(info.readOnlyReason->message + " " + info.readOnlyReason->next);
  return tr("The project was opened for reading only.");
}

bool Session::canTakeOver() const {
  return readOnly() && project_->info().heldBy &&
         project_->info().heldBy->host != QSysInfo::machineHostName().toStdString();
}

void Session::retryWrites() {
  if (project_) project_->retryFailed();
}

}  // namespace chexgen::studio
