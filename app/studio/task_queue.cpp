#include "app/studio/task_queue.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPointer>
#include <QProcess>
#include <QRandomGenerator>
#include <algorithm>

#include <sys/resource.h>

#include "app/studio/program_files.h"
#include "app/studio/session.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/jobs/job_spec.h"
#include "core/jobs/schedule.h"

namespace chexgen::studio {

namespace fs = std::filesystem;
using jobs::JobState;
using jobs::Wish;

namespace {

constexpr int tick = 500;                        // milliseconds between two looks
constexpr int jobNiceness = 10;                  // the window stays smooth beside a job
constexpr std::uintmax_t leastRoom = 64 * 1024;  // bytes: a disk with less takes no image
constexpr qsizetype errorKept = 4000;

bool sameStatus(const jobs::RunStatus& a, const jobs::RunStatus& b) {
  return a.state == b.state && a.attempt == b.attempt && a.progress == b.progress && a.images == b.images &&
         a.lastEventTime == b.lastEventTime && a.lock.held == b.lock.held;
}

std::string newFolderName(const std::string& kind) {
  return kind + "-" + QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss")).toStdString() +
         "-" + QString::number(QRandomGenerator::global()->bounded(0x1000, 0xffff), 16).toStdString();
}

// A job on a full disk may not even be able to write why it ends.
bool stoppedByFullDisk(const jobs::RunStatus& status, const fs::path& folder) {
  if (status.state == JobState::failed)
    return status.error && status.error->code == base::ErrorCode::diskFull;
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  return status.state == JobState::interrupted && !error && space.available < leastRoom;
}

// A task starts by itself when its project is opened, and the project may come from a stranger: its job works
// in its own run folder or not at all.
base::Result<void> checkSpec(const fs::path& folder) {
  const fs::path file = jobs::runFiles(folder).spec;
  CHEXGEN_ASSIGN(const base::Json spec, base::readJsonFile(file));
  CHEXGEN_ASSIGN(const auto written, base::jsonValue<std::string>(spec, "run_folder", file));
  std::error_code error;
  if (fs::weakly_canonical(folder / written, error) == fs::weakly_canonical(folder, error)) return {};
  return base::fail(base::ErrorCode::formatForbidden,
                    "This task would work in another folder: " + written + ".", file, "It was not started.",
                    "The project was moved, or made by somebody else: start the task anew from its form.");
}

}  // namespace

TaskQueue::TaskQueue(Session& session, QObject* parent) : QObject(parent), session_(session) {
  timer_.setInterval(tick);
  connect(&timer_, &QTimer::timeout, this, &TaskQueue::look);
  connect(&session, &Session::projectOpened, this, &TaskQueue::open);
  connect(&session, &Session::projectClosed, this, &TaskQueue::close);
  connect(&session.worker(), &WorkerClient::busyChanged, this, &TaskQueue::look);
}

void TaskQueue::open() {
  readList();
  look();
  // The Studio may have been killed while a job waited for its radiograph.
  if (!session_.readOnly()) {
    for (const Task& task : tasks_)
      if (jobs::isActive(task.status.state) && task.stored.wanted == Wish::run)
        write(task.stored.folder, Wish::run);
  }
  timer_.start();
  Q_EMIT changed();
}

void TaskQueue::close() {
  timer_.stop();
  tasks_.clear();
  watches_.clear();
  starting_.clear();
  askedToRun_.clear();
  Q_EMIT changed();
}

fs::path TaskQueue::absolute(const fs::path& folder) const {
  return session_.project() == nullptr ? folder : session_.project()->info().folder / folder;
}

const Task* TaskQueue::find(const fs::path& folder) const {
  const auto found = std::find_if(tasks_.begin(), tasks_.end(),
                                  [&](const Task& task) { return task.stored.folder == folder; });
  return found == tasks_.end() ? nullptr : &*found;
}

Task* TaskQueue::mutableTask(const fs::path& folder) {
  const auto found = std::find_if(tasks_.begin(), tasks_.end(),
                                  [&](const Task& task) { return task.stored.folder == folder; });
  return found == tasks_.end() ? nullptr : &*found;
}

const jobs::EventLedger* TaskQueue::events(const fs::path& folder) const {
  const auto found = watches_.find(folder);
  return found == watches_.end() ? nullptr : &found->second.events();
}

base::Result<fs::path> TaskQueue::add(const NewTask& task) {
  project::Project* project = session_.project();
  if (project == nullptr || session_.readOnly())
    return base::fail(base::ErrorCode::permissionDenied, "This project cannot be changed from here.");
  const fs::path folder = fs::path("runs") / newFolderName(task.kind);
  const fs::path whole = absolute(folder);
  std::error_code error;
  fs::create_directories(whole, error);
  if (error) return base::failFromErrno(error.value(), "The folder of the task cannot be made", whole);
  if (task.prepare) {
    if (auto prepared = task.prepare(whole); !prepared) {
      fs::remove_all(whole, error);
      return tl::unexpected(prepared.error());
    }
  }
  const jobs::JobSpec spec{.kind = task.kind,
                           .name = task.name,
                           .runFolder = whole,
                           .baseFolder = whole,
                           .shard = {},
                           .settings = task.settings};
  if (auto written = jobs::writeJobSpec(jobs::runFiles(whole).spec, spec); !written) {
    fs::remove_all(whole, error);
    return tl::unexpected(std::move(written).error());
  }
  project->addTask(
      {.folder = folder, .kind = task.kind, .name = task.name, .device = task.device, .after = task.after});
  CHEXGEN_TRY(project->flush());
  readList();
  look();
  Q_EMIT changed();
  return folder;
}

void TaskQueue::readList() {
  std::vector<Task> tasks;
  if (session_.project() != nullptr) {
    auto stored = session_.project()->tasks();
    if (!stored) {
      Q_EMIT failed(stored.error(), {});
      return;
    }
    for (project::StoredTask& one : *stored) {
      const Task* known = find(one.folder);
      Task task = known == nullptr ? Task{} : *known;
      task.stored = one;
      tasks.push_back(std::move(task));
      watches_.try_emplace(one.folder, jobs::runFiles(absolute(one.folder)));
    }
  }
  tasks_ = std::move(tasks);
}

void TaskQueue::look() {
  if (session_.project() == nullptr) return;
  bool news = false;
  std::vector<fs::path> done, images;
  for (Task& task : tasks_) {
    const auto status = watches_.at(task.stored.folder).look();
    if (!status) {
      news = news || !task.problem;
      task.problem = status.error();
      continue;
    }
    if (sameStatus(*status, task.status)) continue;
    news = true;
    // A short job may begin and end between two looks; at the first look, before the clock runs, nothing is
    // news.
    if (status->state == JobState::done && task.status.state != JobState::done && timer_.isActive())
      done.push_back(task.stored.folder);
    else if (status->images > task.status.images && timer_.isActive())
      images.push_back(task.stored.folder);
    if (jobs::isActive(status->state)) task.problem.reset();
    task.status = *status;
    task.diskFull = stoppedByFullDisk(*status, absolute(task.stored.folder));
  }
  for (const fs::path& folder : done) {
    if (!session_.readOnly()) session_.project()->ingestRun(absolute(folder));
    Q_EMIT taskDone(folder);
  }
  for (const fs::path& folder : images) {
    if (session_.readOnly()) break;
    const QPointer<TaskQueue> self(this);
    session_.project()->ingestRun(absolute(folder), [self](const project::IngestReport&) {
      QMetaObject::invokeMethod(
          QCoreApplication::instance(),
          [self] {
            if (!self.isNull()) Q_EMIT self->imagesMade();
          },
          Qt::QueuedConnection);
    });
  }
  schedule();
  if (news) Q_EMIT changed();
}

bool TaskQueue::mayStart(const Task& task) const {
  if (task.stored.wanted != Wish::run || task.problem) return false;
  if (task.status.state != JobState::queued && !askedToRun_.contains(task.stored.folder)) return false;
  if (jobs::isActive(task.status.state) || task.status.lock.held) return false;
  if (task.stored.after.empty()) return true;
  const Task* before = find(task.stored.after);
  return before == nullptr || before->status.state == JobState::done;
}

void TaskQueue::schedule() {
  if (session_.readOnly()) return;
  if (const auto& loaded = session_.worker().loadedModel()) workerDevice_ = loaded->device;
  std::vector<jobs::ScheduledTask> list;
  for (const Task& task : tasks_)
    list.push_back({.state = task.status.state,
                    .wanted = task.stored.wanted,
                    .device = task.stored.device,
                    .mayBegin = mayStart(task),
                    .starting = starting_.contains(task.stored.folder),
                    .held = task.held});
  for (const auto& [index, action] :
       jobs::schedule(list, {.busy = session_.worker().busy(), .device = workerDevice_})) {
    Task& task = tasks_[index];
    switch (action) {
      case jobs::TaskAction::start: start(task); break;
      case jobs::TaskAction::hold:
        // If that fails, the radiograph is only slower.
        task.held =
            jobs::writeWish(jobs::runFiles(absolute(task.stored.folder)).control, Wish::pause).has_value();
        break;
      case jobs::TaskAction::release: task.held = !write(task.stored.folder, Wish::run); break;
    }
  }
}

void TaskQueue::start(Task& task) {
  const fs::path folder = task.stored.folder;
  askedToRun_.erase(folder);
  if (const auto checked = checkSpec(absolute(folder)); !checked) {
    task.problem = checked.error();
    return;
  }
  const auto program = engineProgram();
  if (!program) {
    task.problem = program.error();
    return;
  }
  starting_.insert(folder);
  auto* process = new QProcess(this);
  process->setProcessEnvironment(engineEnvironment());
  process->setChildProcessModifier([] { ::setpriority(PRIO_PROCESS, 0, jobNiceness); });
  // It returns once the job holds its folder; the job itself goes on in a session of its own.
  const auto ended = [this, process, folder] {
    const QString said = QString::fromLocal8Bit(process->readAllStandardError()).trimmed();
    const bool started = process->error() == QProcess::UnknownError && process->exitCode() == 0;
    process->deleteLater();
    starting_.erase(folder);
    Task* known = mutableTask(folder);
    if (process->error() == QProcess::FailedToStart && known != nullptr) {
      known->problem = cannotStart(process->program().toStdString());
    } else if (!started && known != nullptr) {
      known->problem =
          base::Error{base::ErrorCode::internal,
                      "The task could not be started" +
                          (said.isEmpty() ? std::string(".") : ": " + said.right(errorKept).toStdString()),
                      absolute(folder), "What it had made before is kept.", "Try again."};
    }
    look();
    Q_EMIT changed();
  };
  connect(process, &QProcess::finished, this, ended);
  connect(process, &QProcess::errorOccurred, this, [ended](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) ended();
  });
  process->start(
      QString::fromStdString(program->string()),
      {QStringLiteral("job"), QStringLiteral("run"),
       QString::fromStdString(jobs::runFiles(absolute(folder)).spec.string()), QStringLiteral("--detach")});
}

bool TaskQueue::write(const fs::path& folder, Wish wish) {
  const auto written = jobs::writeWish(jobs::runFiles(absolute(folder)).control, wish);
  if (!written) Q_EMIT failed(written.error(), [this, folder, wish] { write(folder, wish); });
  return written.has_value();
}

void TaskQueue::pause(const fs::path& folder) {
  Task* task = mutableTask(folder);
  if (task == nullptr || session_.readOnly()) return;
  task->stored.wanted = Wish::pause;
  task->held = false;  // it waits for the person now
  session_.project()->setTaskWish(folder, Wish::pause);
  write(folder, Wish::pause);
  Q_EMIT changed();
}

void TaskQueue::resume(const fs::path& folder) {
  Task* task = mutableTask(folder);
  if (task == nullptr || session_.readOnly()) return;
  task->stored.wanted = Wish::run;
  task->problem.reset();
  session_.project()->setTaskWish(folder, Wish::run);
  // While a radiograph is made, the schedule lets it go afterwards.
  if (!task->held) write(folder, Wish::run);
  if (!jobs::isActive(task->status.state)) askedToRun_.insert(folder);
  look();
  Q_EMIT changed();
}

void TaskQueue::cancel(const fs::path& folder) {
  Task* task = mutableTask(folder);
  if (task == nullptr || session_.readOnly()) return;
  task->stored.wanted = Wish::cancel;
  task->held = false;
  askedToRun_.erase(folder);
  session_.project()->setTaskWish(folder, Wish::cancel);
  write(folder, Wish::cancel);
  look();
  Q_EMIT changed();
}

void TaskQueue::move(const fs::path& folder, const fs::path& before) {
  if (session_.project() == nullptr || session_.readOnly()) return;
  session_.project()->moveTask(folder, before);
  static_cast<void>(session_.project()->flush());
  readList();
  Q_EMIT changed();
}

void TaskQueue::remove(const fs::path& folder) {
  const Task* task = find(folder);
  if (task == nullptr || session_.readOnly() || jobs::isActive(task->status.state) ||
      starting_.contains(folder))
    return;
  session_.project()->removeTask(folder);
  static_cast<void>(session_.project()->flush());
  readList();
  Q_EMIT changed();
}

}  // namespace chexgen::studio
