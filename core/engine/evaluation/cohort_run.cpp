#include "core/engine/evaluation/cohort_run.h"

#include "core/cohort/cohort_job.h"
#include "core/engine/evaluation/learned_gates.h"
#include "core/engine/generator.h"

namespace chexgen::engine {

base::Result<void> runCohortJob(jobs::JobContext& context) {
  const auto openGates = [&context](const cohort::Cohort& planned, const std::filesystem::path& model,
                                    const jobs::ModelOptions& options) {
    return openLearnedGates(
        planned, model, options, [&context] { return context.control.checkpoint(); },
        [&context](const std::vector<std::string>& remarks) { return context.tellRemarks(remarks); });
  };
  return cohort::runCohortJob(context, *makeBackend(), openGates);
}

}  // namespace chexgen::engine
