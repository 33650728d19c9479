#include "core/jobs/state.h"

#include <array>
#include <utility>

#include "core/base/json.h"
#include "core/jobs/control.h"

namespace chexgen::jobs {
namespace {

constexpr std::array<std::pair<JobState, std::string_view>, 7> names{{
    {JobState::queued, "queued"},
    {JobState::running, "running"},
    {JobState::paused, "paused"},
    {JobState::done, "done"},
    {JobState::failed, "failed"},
    {JobState::cancelled, "cancelled"},
    {JobState::interrupted, "interrupted"},
}};

void derive(RunStatus& status, const RunFiles& files) {
  if (status.lock.held) {
    if (status.attempt == 0) status.state = JobState::running;
    return;
  }
  if (isActive(status.state)) status.state = JobState::interrupted;
  if (status.state == JobState::queued && status.attempt > 0) status.state = JobState::interrupted;
  if (status.state == JobState::queued && readWish(files.control).value_or(Wish::run) == Wish::cancel) {
    status.state = JobState::cancelled;
  }
}

// A queued job has its file, one that ever ran has its lock; a folder without either is another thing
// altogether.
bool holdsRun(const RunFiles& files) {
  std::error_code ignored;
  for (const auto* file : {&files.spec, &files.lock, &files.events})
    if (std::filesystem::exists(*file, ignored)) return true;
  return false;
}

}  // namespace

std::string_view name(JobState state) {
  for (const auto& [value, text] : names) {
    if (value == state) return text;
  }
  return "queued";
}

std::optional<JobState> jobStateNamed(std::string_view wanted) {
  for (const auto& [value, text] : names) {
    if (text == wanted) return value;
  }
  return std::nullopt;
}

bool isActive(JobState state) { return state == JobState::running || state == JobState::paused; }

bool mayFollow(JobState from, JobState to) {
  using enum JobState;
  switch (to) {
    case queued: return false;
    case running: return from != running;
    case paused: return from == running;
    case done: return from == running;
    case failed:
    case interrupted: return isActive(from);
    case cancelled: return isActive(from) || from == queued || from == interrupted;
  }
  return false;
}

base::Result<bool> RunWatch::update() {
  const auto before = reader_.offset();
  CHEXGEN_TRY(reader_.read([this](const Event& event) {
    if (!ledger_.add(event)) return;
    run_ = event.run;
    lastTime_ = event.time;
  }));
  return reader_.offset() != before;
}

RunStatus RunWatch::told() const {
  RunStatus status;
  status.run = run_;
  status.attempt = ledger_.attempt();
  status.lastEventTime = lastTime_;
  status.images = static_cast<std::int64_t>(ledger_.steps(std::string(event_name::image)).size());
  status.skippedLines = reader_.skippedLines();
  const Event* progress = ledger_.latest(std::string(event_name::progress));
  if (progress != nullptr && progress->attempt == status.attempt) {
    if (const auto parsed = progressFromJson(progress->data)) status.progress = *parsed;
  }
  const Event* last = ledger_.latest(std::string(event_name::state));
  if (last == nullptr) return status;
  const auto word = base::jsonValue<std::string>(last->data, "state");
  status.state = word ? jobStateNamed(*word).value_or(JobState::running) : JobState::running;
  if (last->data.contains("error")) status.error = base::errorFromJson(last->data["error"]);
  return status;
}

base::Result<RunStatus> RunWatch::look() {
  std::error_code ignored;
  if (!std::filesystem::is_directory(files_.folder, ignored)) {
    return base::fail(base::ErrorCode::fileMissing, "The run folder does not exist.", files_.folder);
  }
  if (!holdsRun(files_)) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "This folder holds no run: no job was ever queued or started in it.", files_.folder,
                      "Nothing was changed.", "Name the run folder of a job: it holds spec.json.");
  }
  CHEXGEN_TRY(update());
  // Nothing may happen between reading the events and looking at the lock, or a run that ends (or starts)
  // just then would look interrupted: read again until the events on both sides of the look are the same.
  for (;;) {
    CHEXGEN_ASSIGN(const LockState lock, probeLock(files_.lock));
    CHEXGEN_ASSIGN(const bool changed, update());
    if (changed) continue;
    RunStatus status = told();
    status.lock = lock;
    derive(status, files_);
    return status;
  }
}

base::Result<RunStatus> readStatus(const RunFiles& files) { return RunWatch(files).look(); }

}  // namespace chexgen::jobs
