#include "core/statistics/proportion.h"

#include <algorithm>
#include <cmath>

namespace chexgen::statistics {

Interval wilsonInterval(std::size_t count, std::size_t total) {
  if (total == 0) return {0, 1};
  const double n = static_cast<double>(total), z = 1.959963984540054;
  const double p = static_cast<double>(count) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace chexgen::statistics
