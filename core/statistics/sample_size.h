// How many cases a study needs, and what it can find with those it has.
#pragma once

#include <cstddef>

#include "core/base/error.h"

namespace chexgen::statistics {

// The chance that the two-sided paired t test finds a difference of `effect` when the differences of the
// cases spread by `spread` (their standard deviation): by the noncentral t distribution (Cohen, "Statistical
// power analysis for the behavioral sciences", 1988, chapter 2). argumentInvalid for less than two pairs, a
// spread that is not above 0, or alpha outside (0, 1).
[[nodiscard]] base::Result<double> pairedTPower(double effect, double spread, std::size_t pairs,
                                                double alpha = 0.05);

// The fewest pairs with at least that power. argumentInvalid as above, for a power outside (alpha, 1), and
// when more than a million would be needed.
[[nodiscard]] base::Result<std::size_t> pairsNeeded(double effect, double spread, double power = 0.8,
                                                    double alpha = 0.05);

// The chance that the two-sided exact sign test finds that one of two images is preferred with probability
// `share`. argumentInvalid for a share outside [0, 1] or no choice.
[[nodiscard]] base::Result<double> signTestPower(double share, std::size_t choices, double alpha = 0.05);

// The fewest choices from which on the power stays at least that (it is a saw, since choices are whole).
[[nodiscard]] base::Result<std::size_t> choicesNeeded(double share, double power = 0.8, double alpha = 0.05);

}  // namespace chexgen::statistics
