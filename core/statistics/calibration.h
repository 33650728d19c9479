// Whether probabilities mean what they say.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace chexgen::statistics {

// The mean squared distance of probability and truth (Brier, Monthly Weather Review 1950). Spans of one
// length, at least one case.
[[nodiscard]] double brierScore(std::span<const double> probabilities, std::span<const std::uint8_t> truths);

enum class Binning {
  equalWidth,  // floor(bins · p), 1 in the last
  equalMass    // by rank; the first (cases mod bins) bins have one case more
};

struct CalibrationBin {
  std::size_t cases = 0;
  double meanProbability = 0, shareOfPositives = 0;  // 0 in an empty bin
};
// Probabilities in 0 … 1; `bins` is at least 1.
[[nodiscard]] std::vector<CalibrationBin> calibrationBins(std::span<const double> probabilities,
                                                          std::span<const std::uint8_t> truths,
                                                          std::size_t bins, Binning binning);
// The mean over the cases of |mean probability − share of positives| of their bin (Guo et al., ICML 2017).
[[nodiscard]] double expectedCalibrationError(std::span<const CalibrationBin> bins);

struct CalibrationFit {
  double slope = 1;      // below 1: the probabilities are too extreme
  double intercept = 0;  // of the fit with that slope
  double inTheLarge =
      0;  // the intercept where the slope is held at 1: above 0, the probabilities are too low
};
// Logistic regression of the truths on the log odds, without a penalty (Cox, Biometrika 1958); probabilities
// of 0 and 1 are moved in by 1e-12. argumentInvalid for one kind only or a probability outside 0 … 1;
// numericalFailure when the kinds are told apart without a fault, for which the slope is infinite.
[[nodiscard]] base::Result<CalibrationFit> calibrationFit(std::span<const double> probabilities,
                                                          std::span<const std::uint8_t> truths);

}  // namespace chexgen::statistics
