// The job kind "convert": from checkpoints in any readable form to a model folder.
#pragma once

#include "core/base/error.h"
#include "core/jobs/job_run.h"
#include "core/jobs/job_spec.h"
#include "core/weights/convert.h"

namespace chexgen::jobs {

// Parses the settings {"out", and optionally "pipeline", "transformer", "mask_control", "boxes_control",
// "vae", "text_encoder", "tokenizer": paths; "type": "keep", "bf16", "fp16" or "fp32"; "heads"; "name",
// "version", "licence", "description", "trained_on"; "demographics": a list}. Fails with formatInvalid.
[[nodiscard]] base::Result<weights::ConvertRequest> convertSettings(const JobSpec& spec);

// Makes the model folder `out`, whole or not at all; one that is there from an earlier attempt is kept when
// it is whole. Events: `progress` in megabytes, and at the end `converted` with {"folder", "name"}. Fails as
// weights::convert does.
[[nodiscard]] base::Result<void> runConvertJob(JobContext& context);

}  // namespace chexgen::jobs
