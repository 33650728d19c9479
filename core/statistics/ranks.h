// Ranks of values.
#pragma once

#include <span>
#include <vector>

namespace chexgen::statistics {

// From 1; equal values share the mean of their ranks.
[[nodiscard]] std::vector<double> midranks(std::span<const double> values);

}  // namespace chexgen::statistics
