#include "core/statistics/classification.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace chexgen::statistics {
namespace {

std::optional<double> shareOf(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Calls `visit` with the counts at each score that occurs, from the highest down.
void overThresholds(std::span<const double> scores, std::span<const std::uint8_t> truths,
                    const std::function<void(double threshold, const Confusion&)>& visit) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  Confusion counts;
  for (const std::uint8_t truth : truths) ++(truth != 0 ? counts.falseNegatives : counts.trueNegatives);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (truths[order[i]] != 0) {
      ++counts.truePositives;
      --counts.falseNegatives;
    } else {
      ++counts.falsePositives;
      --counts.trueNegatives;
    }
    const bool lastOfEquals = i + 1 == order.size() || scores[order[i + 1]] != scores[order[i]];
    if (lastOfEquals) visit(scores[order[i]], counts);
  }
}

}  // namespace

std::optional<double> Confusion::sensitivity() const {
  return shareOf(truePositives, truePositives + falseNegatives);
}
std::optional<double> Confusion::specificity() const {
  return shareOf(trueNegatives, trueNegatives + falsePositives);
}
std::optional<double> Confusion::precision() const {
  return shareOf(truePositives, truePositives + falsePositives);
}
std::optional<double> Confusion::f1() const {
  return shareOf(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
}
double Confusion::accuracy() const {
  return shareOf(truePositives + trueNegatives,
                 truePositives + trueNegatives + falsePositives + falseNegatives)
      .value_or(0);
}

Confusion confusionAt(std::span<const double> scores, std::span<const std::uint8_t> truths,
                      double threshold) {
  Confusion counts;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const bool called = scores[i] >= threshold;
    if (truths[i] != 0) {
      ++(called ? counts.truePositives : counts.falseNegatives);
    } else {
      ++(called ? counts.falsePositives : counts.trueNegatives);
    }
  }
  return counts;
}

std::optional<double> averagePrecision(std::span<const double> scores, std::span<const std::uint8_t> truths) {
  double sum = 0;
  double reached = 0;
  bool anyPositive = false;
  overThresholds(scores, truths, [&](double, const Confusion& counts) {
    const auto sensitivity = counts.sensitivity();
    if (!sensitivity) return;
    anyPositive = true;
    sum += (*sensitivity - reached) * counts.precision().value_or(0);
    reached = *sensitivity;
  });
  if (!anyPositive) return std::nullopt;
  return sum;
}

base::Result<Threshold> bestThreshold(std::span<const double> scores, std::span<const std::uint8_t> truths,
                                      ThresholdRule rule) {
  if (scores.size() != truths.size())
    return base::fail(base::ErrorCode::argumentInvalid, "There must be a truth for each score.");
  if (std::any_of(scores.begin(), scores.end(), [](double score) { return std::isnan(score); }))
    return base::fail(base::ErrorCode::argumentInvalid, "A score is not a number.");
  const auto positives = std::count_if(truths.begin(), truths.end(), [](auto truth) { return truth != 0; });
  if (positives == 0 || static_cast<std::size_t>(positives) == truths.size())
    return base::fail(base::ErrorCode::argumentInvalid,
                      "A threshold needs positive and negative cases; there is only one kind.");
  Threshold best{.value = 0, .figure = -2};
  overThresholds(scores, truths, [&](double threshold, const Confusion& counts) {
    const double figure = rule == ThresholdRule::youden
                              ? counts.sensitivity().value_or(0) + counts.specificity().value_or(0) - 1
                              : counts.f1().value_or(0);
    if (figure > best.figure) best = {threshold, figure};
  });
  return best;
}

}  // namespace chexgen::statistics
