// The job kind "train". No torch type stands here.
#pragma once

#include <filesystem>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/jobs/job_run.h"
#include "core/training/settings.h"
#include "core/weights/write_tensors.h"

namespace chexgen::engine {

// The settings of a "train" spec with absolute paths.
[[nodiscard]] base::Result<training::TrainSettings> resolvedTrainSettings(const jobs::JobSpec& spec);

// Trains as the spec's settings say (training::TrainSettings as JSON; relative paths start at the base
// folder) and leaves in the run folder run.json, checkpoints/, samples/ and at the end model/, ready for use.
// A run that was stopped goes on at its newest intact checkpoint. Fails with the errors of the settings, the
// data, the parent model and the trainer.
[[nodiscard]] base::Result<void> runTrainJob(jobs::JobContext& context);

// Turns a checkpoint of a run folder into a model folder as exportModel does, from the checkpoint's averages
// (its weights where none are kept). formatInvalid when `checkpoint` is no folder of a training run,
// hashMismatch when it is damaged.
[[nodiscard]] base::Result<void> exportCheckpoint(const std::filesystem::path& checkpoint,
                                                  const std::filesystem::path& out, weights::StoredType type,
                                                  const base::CancelToken& cancel);

}  // namespace chexgen::engine
