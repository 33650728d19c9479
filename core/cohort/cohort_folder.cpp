#include "core/cohort/cohort_folder.h"

#include "core/base/file.h"
#include "core/base/inside_path.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/imaging/condition.h"

namespace chexgen::cohort {
namespace {

constexpr std::uint64_t casesLimit = 4ULL << 30U;

}  // namespace

CohortFiles cohortFiles(const std::filesystem::path& folder) {
  return {.folder = folder,
          .plan = folder / "plan.json",
          .cases = folder / "cases.csv",
          .conditions = folder / "conditions",
          .images = folder / "images",
          .decisions = folder / "decisions.jsonl",
          .decisionsLock = folder / "decisions.lock"};
}

base::Result<void> publishCohort(base::StagedFolder& staged, const Plan& plan,
                                 const std::vector<Case>& cases) {
  const CohortFiles files = cohortFiles(staged.path());
  CHEXGEN_TRY(base::writeFileAtomically(files.plan, toJson(plan).dump(1) + "\n"));
  CHEXGEN_TRY(base::writeFileAtomically(files.cases, formatCases(cases, plan)));
  return staged.publish();
}

base::Result<Cohort> openCohort(const std::filesystem::path& folder) {
  Cohort cohort{.files = cohortFiles(folder)};
  auto json = base::readJsonFile(cohort.files.plan);
  if (!json && json.error().code == base::ErrorCode::fileMissing)
    return base::fail(base::ErrorCode::fileMissing, "This folder holds no cohort: plan.json is missing.",
                      folder, {}, "Make a plan with chexgen cohort plan, or name the cohort's own folder.");
  if (!json) return tl::unexpected(json.error());
  CHEXGEN_ASSIGN(cohort.plan, planFromJson(*json, cohort.files.plan));
  CHEXGEN_ASSIGN(const std::string text, base::readFile(cohort.files.cases, casesLimit));
  cohort.casesSha256 = base::sha256(text);
  CHEXGEN_ASSIGN(cohort.cases, parseCases(text, cohort.plan, cohort.files.cases));
  return cohort;
}

std::string imageName(const Case& one, int attempt) {
  return one.name + "-" + std::to_string(attempt + 1) + ".png";
}

base::Result<std::filesystem::path> conditionOf(const Cohort& cohort, const Case& one) {
  CHEXGEN_ASSIGN(const base::InsidePath place, base::InsidePath::in(cohort.files.folder, one.condition));
  return place.plain();
}

base::Result<jobs::ListCase> listCase(const Cohort& cohort, std::size_t position, int attempt) {
  const Case& one = cohort.cases[position];
  jobs::ListCase made{.file = imageName(one, attempt),
                      .recipe = recipeOf(one, cohort.plan, seedOf(one, cohort.cases.size(), attempt))};
  if (one.condition.empty()) return made;
  CHEXGEN_ASSIGN(const auto file, conditionOf(cohort, one));
  CHEXGEN_ASSIGN(auto loaded, cohort.plan.conditionKind == "boxes"
                                  ? imaging::loadBoxes(file, cohort.plan.size)
                                  : imaging::loadMask(file, cohort.plan.size));
  made.recipe.condition = std::move(loaded.condition);
  return made;
}

}  // namespace chexgen::cohort
