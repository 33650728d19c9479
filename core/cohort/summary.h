// How far a cohort is, by stratum, and what the checks turned away, by subgroup.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/cohort/cohort_folder.h"
#include "core/cohort/ledger.h"

namespace chexgen::cohort {

struct StratumStatus {
  std::size_t planned = 0, accepted = 0, waiting = 0, rejected = 0;
  std::size_t tries = 0;  // radiographs that were made
};

// A filter that turns one subgroup away more often than another makes a bias of its own.
struct GateRate {
  std::string gate;
  std::string attribute;  // "all", "sex", "age", "race", "view", "finding"
  std::string subgroup;   // "Female", "60-79", …; empty for all
  std::size_t judged = 0;
  std::size_t failed = 0;
  double low = 0, high = 0;  // 95 % interval of the share (Wilson, J Am Stat Assoc 1927)
};

// What cases ask for and no check looked at: it may or may not be in the radiographs.
struct UncheckedWish {
  std::string wish;   // "sex", "age", "race", "view" or a finding
  bool side = false;  // of the finding, and not the finding itself
  std::size_t cases = 0;
  friend bool operator==(const UncheckedWish&, const UncheckedWish&) = default;
};
[[nodiscard]] std::string describe(const UncheckedWish& unchecked);  // "side of Effusion"

struct Summary {
  std::vector<StratumStatus> strata;
  StratumStatus total;
  std::vector<GateRate> rates;  // by gate, then attribute; only of gates that judged something
  // No check reads sex, age, race, view or the side of a finding from a radiograph; findings are checked by
  // the gate "labels" where it is on and was able to learn them.
  std::vector<UncheckedWish> unchecked;
};

[[nodiscard]] Summary summarise(const Cohort& cohort, const Ledger& ledger);

[[nodiscard]] base::OrderedJson toJson(const Summary& summary, const Plan& plan);

}  // namespace chexgen::cohort
