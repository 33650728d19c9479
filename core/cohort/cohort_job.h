// The job that makes a cohort: what is missing, checked, and made again where a check turned it away.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/error.h"
#include "core/cohort/gates.h"
#include "core/jobs/backend.h"
#include "core/jobs/job_run.h"
#include "core/jobs/job_spec.h"

namespace chexgen::cohort {

inline constexpr const char* cohortJobKind = "cohort";

struct CohortJobSettings {
  std::filesystem::path model;  // absolute; empty: the folder that the plan names
  jobs::ModelOptions options;
  std::size_t batch = 1;
};

// Parses the settings {} of a job whose run folder is the cohort's folder, optionally with "model", "device",
// "precision", "threads", "batch". Fails with formatInvalid.
[[nodiscard]] base::Result<CohortJobSettings> cohortSettings(const jobs::JobSpec& spec);

// Such a job.
[[nodiscard]] jobs::JobSpec cohortJob(const std::filesystem::path& cohort, const CohortJobSettings& settings,
                                      const jobs::Shard& shard = {});

// Opens the checks that need the model; nullptr when the plan asks for none.
using OpenLearnedGates = std::function<base::Result<std::unique_ptr<LearnedGates>>(
    const Cohort& cohort, const std::filesystem::path& model, const jobs::ModelOptions& options)>;

// Makes the radiographs of this shard's cases until none waits, each checked as soon as it is there; then,
// when no case of the whole cohort waits, looks for near-duplicates among all and goes on with those that it
// turned away. Every case has its row in cases.csv before the first is made, every try its event when it is
// judged: a run that was killed goes on with the first that has none. Fails with argumentInvalid when the
// model is another than the plan's, hashMismatch when cases.csv was changed after a run began, and with the
// errors of runList.
[[nodiscard]] base::Result<void> runCohortJob(jobs::JobContext& context, jobs::Backend& backend,
                                              const OpenLearnedGates& openLearned);

}  // namespace chexgen::cohort
