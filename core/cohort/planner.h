// From what a person asks for to a cohort's folder: the plan, its cases, and the masks or boxes that steer
// them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/cohort/balance.h"
#include "core/cohort/cases.h"
#include "core/cohort/language_model.h"
#include "core/cohort/plan.h"
#include "core/imaging/boxes.h"
#include "core/weights/manifest.h"

namespace chexgen::cohort {

// One of `prompts`, `conditions` (with `strata` for who they are), `table` and `strata`, looked for in this
// order.
struct PlanRequest {
  Plan plan;  // all but model, strata and conditions, which are filled in
  std::vector<Stratum> strata;
  std::filesystem::path table;     // real radiographs, to be balanced
  training::TableColumns columns;  // of that table, where they are named
  BalanceOptions balance;
  std::filesystem::path prompts;     // see casesFromPrompts; columns mask or boxes may name files beside it
  std::filesystem::path conditions;  // see readConditionSource
  std::optional<imaging::BoxLayout> boxLayout = std::nullopt;  // of their boxes
  std::size_t count = 0;  // of cases with `conditions` and no strata; 0: one for each
  // Writes the reports, but those of `prompts`; else they are composed from phrases.
  std::optional<LanguageModel> languageModel = std::nullopt;
  // Hears how many of its reports are there, also while one is waited for; false gives up (`cancelled`).
  std::function<bool(std::size_t done, std::size_t total)> onReport = {};
};

struct Planned {
  Plan plan;
  std::vector<Case> cases;
  std::vector<std::size_t> present;  // with `table`: how many real ones each stratum has; else empty
  std::vector<std::string> remarks;  // what a person should know, each a sentence
};

// Who the plan is for: the model's identity goes into the plan. The errors of the manifest.
[[nodiscard]] base::Result<weights::Manifest> setModel(Plan& plan, const std::filesystem::path& model);

// What the request comes to, without writing anything; a request with `conditions` is planned by planCohort
// only. The errors of the readers and of checkPlan.
[[nodiscard]] base::Result<Planned> previewCohort(const PlanRequest& request);

// The same, published as the folder `target`, which must not exist or be empty. Nothing is left behind by a
// failure.
[[nodiscard]] base::Result<Planned> planCohort(const PlanRequest& request,
                                               const std::filesystem::path& target);

// How large the cohort's images will be on the disk, in bytes, about: what a radiograph of this size takes as
// PNG.
[[nodiscard]] std::uint64_t estimateBytes(const Plan& plan);

}  // namespace chexgen::cohort
