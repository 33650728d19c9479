// Strata out of a table of real radiographs: like it, what it lacks, or all alike.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/cohort/stratum.h"
#include "core/training/data_table.h"

namespace chexgen::cohort {

enum class BalanceMode {
  match,     // the table's own shares
  fill,      // what every group lacks to be as large as the largest
  equalise,  // every group alike
};
[[nodiscard]] base::Result<BalanceMode> balanceModeNamed(std::string_view name);

struct BalanceOptions {
  BalanceMode mode = BalanceMode::match;
  std::size_t total = 0;  // cases; 0 with `fill`: as many as are lacking, otherwise needed
  // What divides the groups, of "sex", "age", "race", "view", "findings"; not empty.
  std::vector<std::string> by{"sex", "age", "view", "findings"};
  std::vector<int> ageEdges{18, 40, 60, 80};  // the first year of each band but the youngest, rising
  std::vector<std::string> findings;          // that divide; a row without any of them is "No Finding"
};

struct Balance {
  std::vector<Stratum> strata;
  std::vector<std::size_t> present;  // of each, in the table
  std::size_t rows = 0;              // that were counted
  std::size_t leftOut = 0;           // that do not state what divides
};

// `match` has the groups that occur, by largest remainders; `fill` and `equalise` have every combination of
// the values that occur, each finding by itself and none (a row with several counts for each). Strata of
// count 0 are left out, except by `match`. argumentInvalid for an unknown attribute or finding, edges that do
// not rise, no total where one is needed, or a table none of whose rows states what divides.
[[nodiscard]] base::Result<Balance> balance(const training::DataTable& table, const BalanceOptions& options);

}  // namespace chexgen::cohort
