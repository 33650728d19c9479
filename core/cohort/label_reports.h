// Reports for real radiographs that have labels and none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/training/data_table.h"

namespace chexgen::cohort {

struct LabelReports {
  std::size_t written = 0;
  std::size_t left = 0;              // rows that have no report still
  std::vector<std::string> remarks;  // plain sentences
};

// Gives every row without a report one that says what its labels say (see writeFromLabels), and puts it into
// the row's prompt, behind the demographics when the table was read with them. Rows whose labels say nothing,
// are uncertain or not understood stay as they are; with `ignoreLabels` labels that are not understood are
// passed over beside others.
[[nodiscard]] LabelReports writeLabelReports(training::DataTable& table, bool demographics, bool ignoreLabels,
                                             std::uint64_t seed);

}  // namespace chexgen::cohort
