#include "widgets/charts/smoothing.h"

#include <algorithm>

namespace chexgen::widgets {

std::vector<double> smoothed(const std::vector<double>& values, double smoothness) {
  const double kept = std::clamp(smoothness, 0.0, 0.9999);
  std::vector<double> result;
  result.reserve(values.size());
  double average = 0, weight = 0;
  for (const double value : values) {
    average = kept * average + (1.0 - kept) * value;
    weight = kept * weight + (1.0 - kept);
    result.push_back(average / weight);
  }
  return result;
}

}  // namespace chexgen::widgets
