// Plans and cohorts for tests.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/cohort/planner.h"
#include "tests/support/golden.h"

namespace chexgen::tests {

inline std::filesystem::path starterModel() { return sourcePath("resources/models/starter"); }

// A request for these strata with the starter model, without the checks that need a real radiograph.
inline cohort::PlanRequest requestFor(const std::vector<std::string>& strata) {
  cohort::PlanRequest request;
  request.plan.name = "test";
  request.plan.model = starterModel();
  request.plan.gates = {
      .blank = false, .frame = false, .side = false, .adherence = false, .duplicates = false};
  for (const std::string& words : strata) request.strata.push_back(cohort::parseStratum(words).value());
  return request;
}

}  // namespace chexgen::tests
