// Logistic regression, to see whether figures of a file tell where it comes from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/statistics/roc.h"

namespace chexgen::statistics {

struct LogisticFit {
  std::vector<double> weights;  // by feature
  double constant = 0;
};

// By maximum likelihood with a ridge penalty of `ridge` / 2 · |weights|², Newton's method (Le Cessie and van
// Houwelingen, Applied Statistics 1992). Rows of `features` belong to the truths (0 or 1) and have one
// length. argumentInvalid when they do not fit together, one is not a number, or all truths are the same;
// numericalFailure when it does not converge, which needs a ridge of 0.
[[nodiscard]] base::Result<LogisticFit> logisticRegression(std::span<const std::vector<double>> features,
                                                           std::span<const std::uint8_t> truths,
                                                           double ridge = 1);

// How well the features tell the truths apart in rows that the fit has not seen: each group (0, 1, …) is left
// out once, the rest is standardised and fitted, and the area under the ROC curve is that of all left-out
// scores. Rows of one group are never divided.
[[nodiscard]] base::Result<Auc> crossValidatedArea(std::span<const std::vector<double>> features,
                                                   std::span<const std::uint8_t> truths,
                                                   std::span<const std::size_t> groups);

}  // namespace chexgen::statistics
