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
  // What divides the groups, of "sex", "age", "race", "view", "findings"; empty: those of sex, age, view and
  // findings that the table has.
  std::vector<std::string> by;
  std::vector<int> ageEdges{18, 40, 60, 80};  // the first year of each band but the youngest, rising
  // That divide; empty: all that occur in the table. A row is "No Finding" only where the table says so, or
  // every finding is denied.
  std::vector<std::string> findings;
  bool ignoreLabels =
      false;                 // labels that are not understood are passed over; else they are refused, by name
  bool blankIsNone = false;  // a row without labels is "No Finding"; else it states nothing
};

struct Balance {
  std::vector<Stratum> strata;
  std::vector<std::size_t> present;  // of each, in the table
  std::size_t rows = 0;              // that were counted
  std::size_t leftOut = 0;           // that do not state what divides, or another finding only
  std::vector<std::string> remarks;  // why rows were left out, each a sentence
};

// `match` has the groups that occur, by largest remainders; `fill` and `equalise` have every combination of
// the values that occur, each finding by itself and none (a row with several counts for each). Strata of
// count 0 are left out, except by `match`. argumentInvalid for an unknown attribute or finding, edges that do
// not rise, labels that are not understood, a table without labels that findings shall divide, or one none of
// whose rows states what divides.
[[nodiscard]] base::Result<Balance> balance(const training::DataTable& table, const BalanceOptions& options);

}  // namespace chexgen::cohort
