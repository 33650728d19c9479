// The cases of a cohort: one row for each radiograph that shall be made, written before the first is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/cohort/plan.h"
#include "core/cohort/report_writer.h"
#include "core/imaging/recipe.h"

namespace chexgen::cohort {

struct Case {
  std::string name;  // "case00017", unique
  std::size_t stratum = 0;
  ReportSubject subject;
  std::optional<std::string> race;
  CaseReport report;
  std::uint64_t seed = 0;  // of the first try
  std::string condition;   // file in the cohort's folder; empty for none
};

// The cases of the strata, in their order: ages drawn evenly from the band, a side for every finding that has
// one where the stratum leaves it open, the report written for them, the seed plan.seed + position. The same
// plan gives the same cases. Fails with the errors of writeReport.
[[nodiscard]] base::Result<std::vector<Case>> makeCases(const Plan& plan);

// A table of prompts as the release has it: impression (or report, prompt), with or without "sex:…, age:….
// " in front, and optionally name, "Finding Labels" (or labels), sex, age, race, view. `plan` gets the strata
// that the rows fall into (ages by decades). Labels without a phrase are left out. Fails with the errors of
// the reader, and with formatInvalid naming the line.
[[nodiscard]] base::Result<std::vector<Case>> casesFromPrompts(const std::filesystem::path& file, Plan& plan);

// The table as `chexgen generate --csv` reads it, too.
[[nodiscard]] std::string formatCases(const std::vector<Case>& cases, const Plan& plan);
// Reads it back, also after people changed reports in it. Fails with the errors of the reader, and with
// formatInvalid naming the line: a missing column, a name that stands twice or could not be a file name, an
// unknown stratum, a finding or number that is none.
[[nodiscard]] base::Result<std::vector<Case>> parseCases(std::string_view text, const Plan& plan,
                                                         const std::filesystem::path& file = {});

// The seed of try `attempt` (from 0): a number that no other case and no other try has.
[[nodiscard]] std::uint64_t seedOf(const Case& one, std::size_t cases, int attempt);

// The recipe of a try, its condition not loaded; what the plan leaves open stays open.
[[nodiscard]] imaging::Recipe recipeOf(const Case& one, const Plan& plan, std::uint64_t seed);

}  // namespace chexgen::cohort
