// The project's jobs: starts them in their order, one at a time on each device, and follows those that run. A
// job is a process of its own that outlives the Studio; when the Studio comes back, it finds the job by its
// folder.
#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/jobs/state.h"
#include "core/project/stored_task.h"

namespace chexgen::studio {

class Session;

struct Task {
  project::StoredTask stored;
  jobs::RunStatus status;
  std::optional<base::Error> problem;  // its folder cannot be read, or it could not be started
  bool diskFull = false;               // that is why it stopped; what it had made is kept
  bool held = false;                   // told to wait while a radiograph is made
  // By the person, here or from the command line: it does not go on by itself.
  [[nodiscard]] bool isPaused() const {
    return stored.wanted == jobs::Wish::pause || (status.state == jobs::JobState::paused && !held);
  }
};

// What a job needs to be put into the queue.
struct NewTask {
  std::string kind;     // of the engine: "train", "encode", "generate" …
  std::string name;     // for people
  base::Json settings;  // absolute paths
  std::string device = "auto";
  std::filesystem::path after;  // see StoredTask
  // What the job needs in its run folder; called with that folder, which is empty then.
  std::function<base::Result<void>(const std::filesystem::path&)> prepare = {};
};

class TaskQueue : public QObject {
  Q_OBJECT

 public:
  explicit TaskQueue(Session& session, QObject* parent = nullptr);

  // Makes the run folder with its spec.json and puts the job at the end of the queue; gives the folder,
  // relative to the project. Fails with the errors of the disk.
  [[nodiscard]] base::Result<std::filesystem::path> add(const NewTask& task);
  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }
  [[nodiscard]] const Task* find(const std::filesystem::path& folder) const;
  [[nodiscard]] std::filesystem::path absolute(const std::filesystem::path& folder) const;
  // What the run told, as it was at the last look; nullptr for an unknown one.
  [[nodiscard]] const jobs::EventLedger* events(const std::filesystem::path& folder) const;

  void pause(const std::filesystem::path& folder);
  // Goes on after a pause; starts one that failed, was cancelled or interrupted again when its turn comes.
  void resume(const std::filesystem::path& folder);
  void cancel(const std::filesystem::path& folder);
  // In front of another; at the end when that is empty.
  void move(const std::filesystem::path& folder, const std::filesystem::path& before);
  // Off the list, unless it runs; what it has made stays on the disk.
  void remove(const std::filesystem::path& folder);

  // Looks at all of them now instead of at the next tick.
  void look();

 Q_SIGNALS:
  // Something about a task or the list is new.
  void changed();
  void taskDone(const std::filesystem::path& folder);
  // Images that a task has made are on their way into the project.
  void imagesMade();
  void failed(const chexgen::base::Error& error, const std::function<void()>& retry);

 private:
  void open();
  void close();
  void readList();
  void schedule();
  [[nodiscard]] bool mayStart(const Task& task) const;
  void start(Task& task);
  // False when it could not be written, which is told by failed().
  bool write(const std::filesystem::path& folder, jobs::Wish wish);
  Task* mutableTask(const std::filesystem::path& folder);

  Session& session_;
  QTimer timer_;
  std::vector<Task> tasks_;
  std::map<std::filesystem::path, jobs::RunWatch> watches_;
  std::set<std::filesystem::path> starting_;  // their process was asked for and has not told yet
  // Jobs that a person has asked to go (again): an interrupted one waits for that.
  std::set<std::filesystem::path> askedToRun_;
  std::string workerDevice_;  // that it told last; it is loaded anew now and then
};

}  // namespace chexgen::studio
