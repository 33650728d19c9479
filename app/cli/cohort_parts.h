// What the parts of `chexgen cohort` share.
#pragma once

#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/ledger.h"

namespace chexgen::cli {

// One function for each group of subcommands.
void addCohortPlan(CLI::App& cohort, Action& action);
void addCohortRun(CLI::App& cohort, Action& action);
void addCohortExport(CLI::App& cohort, Action& action);
void addCohortSubmit(CLI::App& cohort, Action& action);

// A cohort and what became of it so far.
struct OpenedCohort {
  cohort::Cohort cohort;
  cohort::Ledger ledger;
};
[[nodiscard]] base::Result<OpenedCohort> openWithLedger(const std::filesystem::path& folder);

// "3 h 20 min", "40 s".
[[nodiscard]] std::string durationText(double seconds);

}  // namespace chexgen::cli
