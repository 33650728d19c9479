#include "core/statistics/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <boost/math/distributions/normal.hpp>

#include "core/statistics/ranks.h"

namespace chexgen::statistics {
namespace {

// How large a part of the other group each case wins against.
struct Placements {
  std::vector<double> positives, negatives;
};

Placements placementsOf(std::span<const double> scores, std::span<const std::uint8_t> truths) {
  std::vector<double> positives, negatives;
  for (std::size_t i = 0; i < scores.size(); ++i) (truths[i] ? positives : negatives).push_back(scores[i]);
  std::vector<double> all = positives;
  all.insert(all.end(), negatives.begin(), negatives.end());
  const std::vector<double> among = midranks(all), p = midranks(positives), n = midranks(negatives);
  Placements placements;
  for (std::size_t i = 0; i < positives.size(); ++i)
    placements.positives.push_back((among[i] - p[i]) / static_cast<double>(negatives.size()));
  for (std::size_t i = 0; i < negatives.size(); ++i)
    placements.negatives.push_back(1.0 - (among[positives.size() + i] - n[i]) /
                                             static_cast<double>(positives.size()));
  return placements;
}

double meanOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covarianceOf(const std::vector<double>& a, const std::vector<double>& b) {
  const double meanA = meanOf(a), meanB = meanOf(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - meanA) * (b[i] - meanB);
  return sum / static_cast<double>(a.size() - 1);
}

// Of the two areas that belong to the placements.
double areaCovariance(const Placements& a, const Placements& b) {
  return covarianceOf(a.positives, b.positives) / static_cast<double>(a.positives.size()) +
         covarianceOf(a.negatives, b.negatives) / static_cast<double>(a.negatives.size());
}

Auc aucOf(const Placements& placements, double confidence) {
  Auc auc{.value = meanOf(placements.positives),
          .variance = areaCovariance(placements, placements),
          .positives = placements.positives.size(),
          .negatives = placements.negatives.size()};
  const double half =
      boost::math::quantile(boost::math::normal(), 0.5 + confidence / 2.0) * std::sqrt(auc.variance);
  auc.interval = {std::max(0.0, auc.value - half), std::min(1.0, auc.value + half)};
  return auc;
}

base::Result<void> checkCases(std::span<const double> scores, std::span<const std::uint8_t> truths,
                              double confidence) {
  const auto refuse = [](const char* why) { return base::fail(base::ErrorCode::argumentInvalid, why); };
  if (scores.size() != truths.size()) return refuse("There are not as many scores as truths.");
  if (!(confidence > 0 && confidence < 1)) return refuse("The confidence must lie between 0 and 1.");
  for (const double score : scores)
    if (std::isnan(score)) return refuse("A score is not a number.");
  const auto positives = std::count_if(truths.begin(), truths.end(), [](std::uint8_t t) { return t != 0; });
  if (positives < 2 || static_cast<std::ptrdiff_t>(truths.size()) - positives < 2)
    return refuse("The area under the ROC curve needs two positive and two negative cases at least.");
  return {};
}

}  // namespace

base::Result<Auc> areaUnderRoc(std::span<const double> scores, std::span<const std::uint8_t> truths,
                               double confidence) {
  CHEXGEN_TRY(checkCases(scores, truths, confidence));
  return aucOf(placementsOf(scores, truths), confidence);
}

base::Result<std::vector<RocPoint>> rocCurve(std::span<const double> scores,
                                             std::span<const std::uint8_t> truths) {
  CHEXGEN_TRY(checkCases(scores, truths, 0.95));
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  const auto positives = static_cast<double>(
      std::count_if(truths.begin(), truths.end(), [](std::uint8_t truth) { return truth != 0; }));
  const double negatives = static_cast<double>(truths.size()) - positives;
  std::vector<RocPoint> curve{{}};
  double above = 0, falsely = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (truths[order[i]] != 0 ? above : falsely) += 1;
    if (i + 1 == order.size() || scores[order[i + 1]] != scores[order[i]])
      curve.push_back({falsely / negatives, above / positives});
  }
  return curve;
}

base::Result<AucComparison> compareAreas(std::span<const double> first, std::span<const double> second,
                                         std::span<const std::uint8_t> truths, double confidence) {
  CHEXGEN_TRY(checkCases(first, truths, confidence));
  CHEXGEN_TRY(checkCases(second, truths, confidence));
  const Placements a = placementsOf(first, truths), b = placementsOf(second, truths);
  AucComparison comparison{
      .first = aucOf(a, confidence), .second = aucOf(b, confidence), .covariance = areaCovariance(a, b)};
  const double difference = comparison.first.value - comparison.second.value;
  const double variance =
      comparison.first.variance + comparison.second.variance - 2.0 * comparison.covariance;
  if (difference == 0) return comparison;
  comparison.z = variance > 0 ? difference / std::sqrt(variance)
                              : std::copysign(std::numeric_limits<double>::infinity(), difference);
  comparison.p = std::erfc(std::abs(comparison.z) / std::sqrt(2.0));
  return comparison;
}

}  // namespace chexgen::statistics
