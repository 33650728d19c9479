// The job kind "generate": a list of images into RUN_FOLDER/images.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/jobs/backend.h"
#include "core/jobs/generation_run.h"
#include "core/jobs/job_run.h"
#include "core/jobs/job_spec.h"

namespace chexgen::jobs {

struct GenerateSettings {
  std::filesystem::path model;  // absolute
  ModelOptions options;
  std::size_t batch = 1;
  bool replaceOther = false;
  std::vector<ListCase> cases;
};

// Parses the settings {"model","cases":[{"file","recipe"}…], and optionally "device", "precision", "threads",
// "batch", "replace"}; a recipe may be open. Fails with formatInvalid, naming the case.
[[nodiscard]] base::Result<GenerateSettings> generateSettings(const JobSpec& spec);

// Loads the model and makes what is missing. Events: `model` once, `image` (step: position in the list) for
// every image of the list that has none yet, `progress`.
[[nodiscard]] base::Result<void> runGenerateJob(JobContext& context, Backend& backend);

}  // namespace chexgen::jobs
