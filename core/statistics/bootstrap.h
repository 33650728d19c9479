// Intervals by drawing cases again (Efron and Tibshirani, "An introduction to the bootstrap", 1993).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "core/base/error.h"
#include "core/statistics/interval.h"

namespace chexgen::statistics {

struct BootstrapOptions {
  std::size_t draws = 2000;
  double confidence = 0.95;
  std::uint64_t seed = 0;  // the same seed gives the same interval
};

// `figure` of the cases 0 … count - 1 and its percentile interval over draws with replacement. It is given
// the chosen cases, in order of drawing, some more than once. argumentInvalid for less than two cases or
// draws or a confidence outside (0, 1).
[[nodiscard]] base::Result<Estimate> bootstrap(
    std::size_t count, const std::function<double(std::span<const std::size_t> cases)>& figure,
    const BootstrapOptions& options = {});

// What an interval over groups rests on.
struct GroupedEstimate {
  Estimate estimate;
  std::size_t groups = 0;
  std::size_t withoutValue = 0;  // draws in which the figure had none; they are left out of the interval
};

// The same where cases come in groups (images of one patient): whole groups are drawn, as many as there are,
// with all of their cases. `groups` names each case's. The figure may have no value in a draw (only one kind
// of cases was drawn). argumentInvalid also for less than two groups, when the figure has no value of all
// cases, or in more than half of the draws.
[[nodiscard]] base::Result<GroupedEstimate> bootstrapByGroup(
    std::span<const std::size_t> groups,
    const std::function<std::optional<double>(std::span<const std::size_t> cases)>& figure,
    const BootstrapOptions& options = {});

// The mean of values, one for each case.
[[nodiscard]] base::Result<Estimate> bootstrapMean(std::span<const double> values,
                                                   const BootstrapOptions& options = {});

}  // namespace chexgen::statistics
