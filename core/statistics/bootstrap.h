// Intervals by drawing cases again (Efron and Tibshirani, "An introduction to the bootstrap", 1993).
#pragma once

#include <cstdint>
#include <functional>
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

// The mean of values, one for each case.
[[nodiscard]] base::Result<Estimate> bootstrapMean(std::span<const double> values,
                                                   const BootstrapOptions& options = {});

}  // namespace chexgen::statistics
