// One attempt at a job: lock, events and states around whatever the job does.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/jobs/control.h"
#include "core/jobs/event_writer.h"
#include "core/jobs/job_spec.h"
#include "core/weights/file_check.h"

namespace chexgen::jobs {

// What a job may use while it runs.
struct JobContext {
  const JobSpec& spec;
  const RunFiles& files;
  EventWriter& events;
  Control& control;  // to be asked between two steps
  const base::CancelToken& cancel;
  const std::function<void(const Progress&)>& onProgress;                 // may be empty
  const std::function<void(const std::vector<std::string>&)>& onRemarks;  // may be empty

  // Puts progress into the events and tells whoever watches in this process.
  [[nodiscard]] base::Result<void> tell(const Progress& progress) const {
    if (onProgress) onProgress(progress);
    return events.progress(progress);
  }
  // Lets a check of the model's files tell how far it is, and obey like every step.
  [[nodiscard]] weights::CheckWatch checkWatch() const;
  // The same for what was noticed about the files that the job reads, each a sentence (100 at
  // most are told); nothing for none.
  [[nodiscard]] base::Result<void> tellRemarks(const std::vector<std::string>& remarks) const;
};

// Does the work of one kind of job. Returns `cancelled` when control or token said so.
using JobRunner = std::function<base::Result<void>(JobContext&)>;

struct JobRunOptions {
  std::string program;            // "chexgen 0.1.0"
  base::CancelToken cancel;       // set by signals
  std::function<void()> onStart;  // called once the lock is held and the first state is on the disk
  std::function<void(const Progress&)> onProgress;
  std::function<void(const std::vector<std::string>&)> onRemarks;
};

// Takes the lock of the run folder, keeps a copy of the spec in it, and runs `runner` as the next attempt;
// every change of state is an event. A cancel wish that no attempt has yet obeyed ends the run before it
// starts; one that was obeyed is over, so a cancelled job can be started again. Fails with `locked`,
// `cancelled`, or whatever the runner fails with; an exception out of the runner becomes `internal`.
[[nodiscard]] base::Result<void> runJob(const JobSpec& spec, const JobRunner& runner,
                                        const JobRunOptions& options);

}  // namespace chexgen::jobs
