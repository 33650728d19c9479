#include "core/engine/diffusion/schedule.h"

#include <cmath>
#include <cstddef>
#include <string>

namespace chexgen::engine {

const std::vector<double>& alphaBars() {
  static const std::vector<double> values = [] {
    constexpr double first = 1e-4;
    constexpr double last = 0.02;
    std::vector<double> bars(chainLength);
    double product = 1.0;
    for (std::size_t t = 0; t < bars.size(); ++t) {
      product *= 1.0 - (first + (last - first) * static_cast<double>(t) / (chainLength - 1));
      bars[t] = product;
    }
    return bars;
  }();
  return values;
}

base::Result<std::vector<int>> keptSteps(int count) {
  if (count < 2 || count > chainLength) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "The ancestral sampler takes 2 to 1000 steps, not " + std::to_string(count) + ".");
  }
  const double stride = static_cast<double>(chainLength - 1) / (count - 1);
  std::vector<int> kept;
  double position = 0;
  for (int i = 0; i < count; ++i) {
    kept.push_back(static_cast<int>(std::nearbyint(position)));  // half to even in the default rounding mode
    position += stride;
  }
  return kept;
}

std::vector<AncestralStep> ancestralSteps(const std::vector<int>& kept) {
  const std::vector<double>& bars = alphaBars();
  std::vector<double> posteriorVariance;
  std::vector<AncestralStep> steps;
  double previous = 1.0;
  for (const int t : kept) {
    const double bar = bars[static_cast<std::size_t>(t)];
    const double beta = 1.0 - bar / previous;
    posteriorVariance.push_back(beta * (1.0 - previous) / (1.0 - bar));
    steps.push_back({.timestep = t,
                     .cleanFromNoisy = std::sqrt(1.0 / bar),
                     .cleanFromEpsilon = std::sqrt(1.0 / bar - 1.0),
                     .meanFromClean = beta * std::sqrt(previous) / (1.0 - bar),
                     .meanFromNoisy = (1.0 - previous) * std::sqrt(1.0 - beta) / (1.0 - bar),
                     .logVarianceHigh = std::log(beta)});
    previous = bar;
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].logVarianceLow = std::log(posteriorVariance[i == 0 && steps.size() > 1 ? 1 : i]);
  }
  return steps;
}

}  // namespace chexgen::engine
