// The kinds of jobs that this program runs: one line each.
#pragma once

#include <array>
#include <string_view>

#include "core/base/error.h"
#include "core/cohort/cohort_job.h"
#include "core/engine/downstream/classifier_job.h"
#include "core/engine/evaluation/cohort_run.h"
#include "core/engine/generator.h"
#include "core/engine/training/encode_job.h"
#include "core/engine/training/train_job.h"
#include "core/jobs/convert_job.h"
#include "core/jobs/generate_job.h"
#include "core/jobs/job_run.h"

namespace chexgen::cli {

struct JobKind {
  std::string_view name;
  base::Result<void> (*run)(jobs::JobContext&);
};

inline constexpr std::array jobKinds{
    JobKind{"generate",
            [](jobs::JobContext& context) { return jobs::runGenerateJob(context, *engine::makeBackend()); }},
    JobKind{cohort::cohortJobKind, &engine::runCohortJob},
    JobKind{"convert", &jobs::runConvertJob},
    JobKind{engine::downstreamJobKind, &engine::runDownstreamJob},
    JobKind{"encode", &engine::runEncodeJob},
    JobKind{"train", &engine::runTrainJob},
};

}  // namespace chexgen::cli
