// Which of several models is preferred, from choices between two.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/statistics/interval.h"

namespace chexgen::statistics {

// One comparison of two items, by their numbers.
struct Choice {
  std::size_t first = 0, second = 0;
  enum Outcome { firstWins, secondWins, tie } outcome = tie;
};

struct Strength {
  Estimate logStrength;  // of the item against the reference, which has 0; normal interval
  double standardError = 0;
};

// Bradley and Terry's model (Biometrika 1952) by maximum likelihood; a tie counts half for each, as in their
// later paper's simplest treatment. Item 0 is the reference. argumentInvalid for less than two items, a
// number out of range, or separation: when the items fall into two groups of which one never loses to the
// other (Ford, American Mathematical Monthly 1957), strengths are infinite; the sentence names such a group.
//
// `clusters`, one number for each choice, names choices that may go together, as those of several readers of
// one case do: the intervals then hold for them, too (Liang and Zeger, Biometrika 1986). Empty: all choices
// are independent.
[[nodiscard]] base::Result<std::vector<Strength>> bradleyTerry(std::size_t items,
                                                               std::span<const Choice> choices,
                                                               std::span<const std::size_t> clusters = {},
                                                               double confidence = 0.95);

}  // namespace chexgen::statistics
