// Runs a job from the command line: here, with a progress line, or in a session of its own.
#pragma once

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/jobs/job_spec.h"

namespace chexgen::cli {

struct RunJobOptions {
  bool detached = false;  // return at once; the job logs to its run folder
  bool json = false;      // tell events as JSON lines
};

[[nodiscard]] base::Result<void> runJob(const jobs::JobSpec& spec, const RunJobOptions& options);

// The exit code of a command that ended so; reports the error.
int exitOf(const base::Result<void>& result, bool json);

// One line of JSON on stdout.
void printJson(const base::OrderedJson& line);

}  // namespace chexgen::cli
