// The cohort job with this engine's generator and checks.
#pragma once

#include "core/base/error.h"
#include "core/jobs/job_run.h"

namespace chexgen::engine {

// Fails as cohort::runCohortJob and openLearnedGates do.
[[nodiscard]] base::Result<void> runCohortJob(jobs::JobContext& context);

}  // namespace chexgen::engine
