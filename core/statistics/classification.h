// How well scores tell two kinds apart once a threshold is set, and how one is set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/base/error.h"

namespace chexgen::statistics {

// Called positive: a score of at least the threshold.
struct Confusion {
  std::size_t truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0;

  // Each is nothing where there is nothing to divide by: no positives, no negatives, nothing called positive.
  [[nodiscard]] std::optional<double> sensitivity() const;
  [[nodiscard]] std::optional<double> specificity() const;
  [[nodiscard]] std::optional<double> precision() const;
  // 2 TP / (2 TP + FP + FN); nothing when there is no positive and none was called.
  [[nodiscard]] std::optional<double> f1() const;
  [[nodiscard]] double accuracy() const;  // 0 without cases

  friend bool operator==(const Confusion&, const Confusion&) = default;
};

// Of scores and truths (0: negative, else positive) of the same cases. The spans have one length.
[[nodiscard]] Confusion confusionAt(std::span<const double> scores, std::span<const std::uint8_t> truths,
                                    double threshold);

// The sum of precision times the gain in sensitivity over falling thresholds, equal scores together. Nothing
// without a positive.
[[nodiscard]] std::optional<double> averagePrecision(std::span<const double> scores,
                                                     std::span<const std::uint8_t> truths);

enum class ThresholdRule {
  youden,  // greatest sensitivity + specificity − 1 (Youden, Cancer 1950)
  f1       // greatest F1
};

struct Threshold {
  double value = 0;   // a score that occurs; of several that are as good the highest
  double figure = 0;  // what it reaches: Youden's index or F1
};

// argumentInvalid when lengths differ, a score is not a number, or only one kind is there.
[[nodiscard]] base::Result<Threshold> bestThreshold(std::span<const double> scores,
                                                    std::span<const std::uint8_t> truths, ThresholdRule rule);

}  // namespace chexgen::statistics
