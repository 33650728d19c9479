#include "core/jobs/job_run.h"

#include <algorithm>
#include <string>

#include "core/base/file.h"
#include "core/base/inside_path.h"
#include "core/base/log.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/guard.h"
#include "core/jobs/image_output.h"
#include "core/jobs/state.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

constexpr std::size_t mostRemarks = 100;  // as many as fit into an event

// Writes the states of one attempt, each of which must be allowed after the one before.
class StateLog {
 public:
  StateLog(EventWriter& events, JobState before) : events_(events), state_(before) {}

  base::Result<void> change(JobState to, const base::Error* error = nullptr) {
    if (!mayFollow(state_, to)) {
      return base::fail(ErrorCode::internal, "A run cannot go from " + std::string(name(state_)) + " to " +
                                                 std::string(name(to)) + ".");
    }
    base::OrderedJson data;
    data["state"] = name(to);
    if (error != nullptr) data["error"] = base::errorToJson(*error);
    CHEXGEN_TRY(events_.write(event_name::state, data));
    state_ = to;
    return {};
  }

 private:
  EventWriter& events_;
  JobState state_;
};

JobState stateAfter(const base::Result<void>& result) {
  if (result) return JobState::done;
  return result.error().code == ErrorCode::cancelled ? JobState::cancelled : JobState::failed;
}

// A cancel wish older than the run's own last word was obeyed already.
base::Result<void> settleOldWish(const RunFiles& files, JobState before) {
  const auto wish = readWish(files.control);
  if (!wish || *wish != Wish::cancel) return {};
  const bool obeyed = before != JobState::queued && before != JobState::interrupted;
  return obeyed ? writeWish(files.control, Wish::run) : base::Result<void>();
}

// The last state that an earlier attempt wrote; a process that wrote `running` is gone, since the lock is
// ours.
base::Result<JobState> stateBefore(const RunFiles& files) {
  CHEXGEN_ASSIGN(const EventLedger ledger, readLedger(files.events));
  const Event* last = ledger.latest(std::string(event_name::state));
  if (last == nullptr) return JobState::queued;
  const auto word = base::jsonValue<std::string>(last->data, "state");
  const auto state = word ? jobStateNamed(*word) : std::nullopt;
  return state && !isActive(*state) ? *state : JobState::interrupted;
}

}  // namespace

weights::CheckWatch JobContext::checkWatch() const {
  return {.cancel = cancel, .onBytes = inMegabytes([this](const Progress& progress) -> base::Result<void> {
                              CHEXGEN_TRY(control.checkpoint());
                              return tell(progress);
                            })};
}

base::Result<void> JobContext::tellRemarks(const std::vector<std::string>& remarks) const {
  if (remarks.empty()) return {};
  std::vector<std::string> told(
      remarks.begin(), remarks.begin() + static_cast<std::ptrdiff_t>(std::min(mostRemarks, remarks.size())));
  if (remarks.size() > told.size())
    told.push_back("There are " + std::to_string(remarks.size() - told.size()) + " more such remarks.");
  if (onRemarks) onRemarks(told);
  return events.write(event_name::remarks, {{"remarks", told}});
}

base::Result<void> runJob(const JobSpec& spec, const JobRunner& runner, const JobRunOptions& options) {
  const RunFiles files = runFiles(spec.runFolder, spec.shard);
  // Images, checkpoints and samples go into folders of fixed names, and old ones are removed from there.
  CHEXGEN_TRY(base::refuseLinks(files.folder));
  CHEXGEN_ASSIGN(const RunLock lock, RunLock::acquire(files.lock, options.program));
  CHEXGEN_ASSIGN(const JobState before, stateBefore(files));
  CHEXGEN_TRY(settleOldWish(files, before));
  removeLeftovers(files.folder, [&files](const std::string& name) { return name == files.spec.filename(); });
  CHEXGEN_TRY(writeJobSpec(files.spec, spec));
  CHEXGEN_ASSIGN(EventWriter events, EventWriter::open(files.events));
  Control control(files.control, options.cancel);
  StateLog states(events, before);
  control.onPause(
      [&states](bool paused) { return states.change(paused ? JobState::paused : JobState::running); });
  CHEXGEN_TRY(states.change(JobState::running));
  if (options.onStart) options.onStart();
  JobContext context{spec, files, events, control, options.cancel, options.onProgress, options.onRemarks};
  base::Result<void> result = control.checkpoint();
  if (result) result = guarded([&] { return runner(context); });
  auto told = states.change(stateAfter(result), result ? nullptr : &result.error());
  if (!told) {
    // The folder may be full or gone; the state then shows as interrupted, and the cause is in the log.
    base::logError("the end of the run could not be written: " + base::describe(told.error()));
    if (result) return told;
  }
  return result;
}

}  // namespace chexgen::jobs
