// The area under the receiver operating characteristic curve, with DeLong's variance.
//
// DeLong, DeLong, Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
// characteristic curves", Biometrics 1988; computed by midranks (Sun and Xu, IEEE Signal Processing Letters
// 2014).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/statistics/interval.h"

namespace chexgen::statistics {

struct Auc {
  double value = 0;     // 0 … 1; ties count half
  double variance = 0;  // of `value`
  Interval interval;    // normal, cut to 0 … 1
  std::size_t positives = 0, negatives = 0;
};

// Of scores (higher: more likely positive) and truths (0: negative, else positive) of the same cases.
// argumentInvalid when the lengths differ, a score is not a number, or there are less than two positives or
// negatives; `confidence` is above 0 and below 1.
[[nodiscard]] base::Result<Auc> areaUnderRoc(std::span<const double> scores,
                                             std::span<const std::uint8_t> truths, double confidence = 0.95);

struct RocPoint {
  double falsePositives = 0, truePositives = 0;  // rates, 0 … 1
  friend bool operator==(const RocPoint&, const RocPoint&) = default;
};

// The empirical curve from (0, 0) to (1, 1), a point for each score that occurs. Fails like areaUnderRoc.
[[nodiscard]] base::Result<std::vector<RocPoint>> rocCurve(std::span<const double> scores,
                                                           std::span<const std::uint8_t> truths);

struct AucComparison {
  Auc first, second;
  double covariance = 0;
  double z = 0;  // of first - second; 0 when the difference and its variance are both 0
  double p = 1;  // two-sided
};

// Two scores of the same cases. Fails like areaUnderRoc.
[[nodiscard]] base::Result<AucComparison> compareAreas(std::span<const double> first,
                                                       std::span<const double> second,
                                                       std::span<const std::uint8_t> truths,
                                                       double confidence = 0.95);

}  // namespace chexgen::statistics
