// Where a run stands, told from its folder alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/progress.h"
#include "core/jobs/run_folder.h"

namespace chexgen::jobs {

// `interrupted` is never written by the run itself: it is what a killed process leaves behind.
enum class JobState { queued, running, paused, done, failed, cancelled, interrupted };

[[nodiscard]] std::string_view name(JobState state);
[[nodiscard]] std::optional<JobState> jobStateNamed(std::string_view name);

// Whether a run may go from one state to the other. done, failed, cancelled and interrupted may go to
// running: that is the next attempt.
[[nodiscard]] bool mayFollow(JobState from, JobState to);
// Whether a process works or waits on the run.
[[nodiscard]] bool isActive(JobState state);

struct RunStatus {
  JobState state = JobState::queued;
  std::string run;           // the run's identity; empty before the first attempt
  std::int64_t attempt = 0;  // 0 before the first
  LockState lock;
  std::optional<Progress> progress;  // of the latest attempt
  std::optional<base::Error> error;  // why it failed
  std::string lastEventTime;         // ISO 8601, UTC; empty before the first
  std::int64_t images = 0;           // distinct images published over all attempts
  std::int64_t skippedLines = 0;     // lines of the events file that are damaged
};

// Follows one run for as long as somebody looks at it: each look reads only what is new.
class RunWatch {
 public:
  explicit RunWatch(RunFiles files) : files_(std::move(files)), reader_(files_.events) {}

  // As readStatus.
  [[nodiscard]] base::Result<RunStatus> look();
  // What the run has told up to the last look.
  [[nodiscard]] const EventLedger& events() const { return ledger_; }
  [[nodiscard]] const RunFiles& files() const { return files_; }

 private:
  base::Result<bool> update();  // true when there was something new
  [[nodiscard]] RunStatus told() const;

  RunFiles files_;
  EventReader reader_;
  EventLedger ledger_;
  std::string run_;
  std::string lastTime_;
};

// Looks at events, lock and control file without changing or blocking anything, so it may be asked at any
// time, from any machine that sees the folder. A folder without events is queued (or cancelled, when the
// control file says so); a last state of running or paused whose lock is free is interrupted. Fails with
// fileMissing when the folder does not exist, and with the errors of probeLock and EventReader.
[[nodiscard]] base::Result<RunStatus> readStatus(const RunFiles& files);

}  // namespace chexgen::jobs
