// The folder of a cohort: plan, cases, the run's own files and the radiographs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/staged_folder.h"
#include "core/cohort/cases.h"
#include "core/cohort/plan.h"
#include "core/jobs/generation_run.h"

namespace chexgen::cohort {

struct CohortFiles {
  std::filesystem::path folder;
  std::filesystem::path plan;        // JSON
  std::filesystem::path cases;       // CSV, see formatCases
  std::filesystem::path conditions;  // folder of masks and boxes
  std::filesystem::path images;      // folder of every try, PNG
  std::filesystem::path decisions;   // events, see ledger.h
  std::filesystem::path decisionsLock;
};
[[nodiscard]] CohortFiles cohortFiles(const std::filesystem::path& folder);

struct Cohort {
  CohortFiles files;
  Plan plan;
  std::vector<Case> cases;
  std::string casesSha256;  // of cases.csv
};

// Writes plan and cases into `staged`, where the conditions are already, and publishes it.
[[nodiscard]] base::Result<void> publishCohort(base::StagedFolder& staged, const Plan& plan,
                                               const std::vector<Case>& cases);

// Fails with the errors of the readers; formatInvalid when the cases do not belong to the plan.
[[nodiscard]] base::Result<Cohort> openCohort(const std::filesystem::path& folder);

// The file of a try, in the folder `images`.
[[nodiscard]] std::string imageName(const Case& one, int attempt);

// The mask or boxes that steer a case, a plain file inside the cohort's folder; formatForbidden or
// fileMissing.
[[nodiscard]] base::Result<std::filesystem::path> conditionOf(const Cohort& cohort, const Case& one);

// A try as the generation takes it, its mask or boxes loaded; the errors of imaging::loadMask and loadBoxes.
[[nodiscard]] base::Result<jobs::ListCase> listCase(const Cohort& cohort, std::size_t position, int attempt);

}  // namespace chexgen::cohort
