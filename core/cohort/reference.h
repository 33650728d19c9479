// The real radiographs that checks learn from: their splits, and what their labels say of a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/cohort/plan.h"
#include "core/training/data_table.h"

namespace chexgen::cohort {

// The rows that a classifier learns from (train, or no split at all), or those that it is tested on (val).
[[nodiscard]] std::vector<const training::TableRow*> referenceRows(const training::DataTable& table,
                                                                   bool heldOut);

// The rows whose labels say whether there is this finding.
struct FindingTruths {
  std::vector<std::size_t> rows;    // positions in the rows that were asked, rising
  std::vector<std::uint8_t> shows;  // 1 or 0 for each of them
  training::Unanswered left;        // the other rows
};
[[nodiscard]] FindingTruths truthsOf(const std::vector<const training::TableRow*>& rows,
                                     const std::string& finding, const training::LabelRules& rules);

// Whether the check "labels" can learn from so many: eight with the finding and eight without.
[[nodiscard]] bool areEnough(const FindingTruths& truths);

// What the plan's check "labels" will not be told by its reference, before anything is made: for each finding
// of the strata how many rows are left out, and whether too few are left. Fails like training::readTable.
[[nodiscard]] base::Result<std::vector<std::string>> remarksOnReference(const Plan& plan);

}  // namespace chexgen::cohort
