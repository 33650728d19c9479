// What makes the course of a noisy curve visible.
#pragma once

#include <vector>

namespace chexgen::widgets {

// Exponential moving average with the weight `smoothness` (0 … below 1) for what came before; freed of the
// bias towards the beginning (Kingma and Ba, ICLR 2015, section 3), so that the first value stays as it is.
[[nodiscard]] std::vector<double> smoothed(const std::vector<double>& values, double smoothness);

}  // namespace chexgen::widgets
