#include "core/statistics/logistic.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/statistics/linear.h"

namespace chexgen::statistics {
namespace {

using base::ErrorCode;
using base::Result;

constexpr int mostSteps = 100;
constexpr double settled = 1e-10;

using Row = std::vector<double>;

double scoreOf(const LogisticFit& fit, const Row& features) {
  double score = fit.constant;
  for (std::size_t f = 0; f < features.size(); ++f) score += fit.weights[f] * features[f];
  return score;
}

Result<void> checkRows(std::span<const Row> features, std::span<const std::uint8_t> truths) {
  if (features.size() != truths.size() || features.empty())
    return base::fail(ErrorCode::argumentInvalid, "There must be a truth for each row.");
  for (const Row& row : features)
    if (row.size() != features.front().size() ||
        !std::all_of(row.begin(), row.end(), [](double value) { return std::isfinite(value); }))
      return base::fail(ErrorCode::argumentInvalid, "The rows must be numbers, and of one length.");
  if (std::all_of(truths.begin(), truths.end(),
                  [&](std::uint8_t truth) { return (truth == 0) == (truths.front() == 0); }))
    return base::fail(ErrorCode::argumentInvalid, "There is only one kind to tell apart.");
  return {};
}

// Newton's step at the fit: the gradient over the matrix of second derivatives.
bool newtonStep(std::span<const Row> features, std::span<const std::uint8_t> truths, double ridge,
                const LogisticFit& fit, Row& step) {
  const std::size_t size = fit.weights.size() + 1;  // the constant is last
  Matrix curvature(size, Row(size, 0));
  Row slope(size, 0);
  Row row;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double chance = 1 / (1 + std::exp(-scoreOf(fit, features[i])));
    const double weight = chance * (1 - chance);
    row = features[i];
    row.push_back(1);
    for (std::size_t a = 0; a < size; ++a) {
      slope[a] += ((truths[i] != 0 ? 1.0 : 0.0) - chance) * row[a];
      const double weighed = weight * row[a];
      for (std::size_t b = 0; b <= a; ++b) curvature[a][b] += weighed * row[b];
    }
  }
  for (std::size_t a = 0; a < size; ++a)
    for (std::size_t b = a + 1; b < size; ++b) curvature[a][b] = curvature[b][a];
  for (std::size_t a = 0; a + 1 < size; ++a) {
    slope[a] -= ridge * fit.weights[a];
    curvature[a][a] += ridge;
  }
  const auto inverse = inverted(std::move(curvature));
  if (inverse) step = times(*inverse, slope);
  return inverse.has_value();
}

// Mean and spread of each feature.
struct Scale {
  Row mean, spread;
};

Scale scaleOf(const std::vector<Row>& rows) {
  const auto count = static_cast<double>(rows.size());
  Scale scale{Row(rows.front().size(), 0), Row(rows.front().size(), 0)};
  for (const Row& row : rows)
    for (std::size_t f = 0; f < row.size(); ++f) scale.mean[f] += row[f] / count;
  for (const Row& row : rows)
    for (std::size_t f = 0; f < row.size(); ++f)
      scale.spread[f] += (row[f] - scale.mean[f]) * (row[f] - scale.mean[f]) / count;
  for (double& spread : scale.spread) spread = std::sqrt(spread);
  return scale;
}

// A feature that does not vary becomes 0.
void standardise(Row& row, const Scale& scale) {
  for (std::size_t f = 0; f < row.size(); ++f)
    row[f] = scale.spread[f] > 0 ? (row[f] - scale.mean[f]) / scale.spread[f] : 0;
}

}  // namespace

Result<LogisticFit> logisticRegression(std::span<const Row> features, std::span<const std::uint8_t> truths,
                                       double ridge) {
  CHEXGEN_TRY(checkRows(features, truths));
  LogisticFit fit{.weights = Row(features.front().size(), 0), .constant = 0};
  Row step;
  for (int i = 0; i < mostSteps; ++i) {
    if (!newtonStep(features, truths, ridge, fit, step)) break;
    double largest = 0;
    for (const double change : step) largest = std::max(largest, std::abs(change));
    // Half a step where a whole one would leap out of what a double can hold.
    const double share = largest > 10 ? 10 / largest : 1;
    for (std::size_t f = 0; f < fit.weights.size(); ++f) fit.weights[f] += share * step[f];
    fit.constant += share * step.back();
    if (largest < settled) return fit;
  }
  return base::fail(ErrorCode::numericalFailure,
                    "The two kinds are told apart completely, so the regression has no end.");
}

Result<Auc> crossValidatedArea(std::span<const Row> features, std::span<const std::uint8_t> truths,
                               std::span<const std::size_t> groups) {
  CHEXGEN_TRY(checkRows(features, truths));
  if (groups.size() != truths.size())
    return base::fail(ErrorCode::argumentInvalid, "There must be a group for each row.");
  const std::size_t count = *std::max_element(groups.begin(), groups.end()) + 1;
  std::vector<double> scores(truths.size(), 0);
  for (std::size_t group = 0; group < count; ++group) {
    std::vector<Row> fitted;
    std::vector<std::uint8_t> known;
    for (std::size_t i = 0; i < truths.size(); ++i)
      if (groups[i] != group) {
        fitted.push_back(features[i]);
        known.push_back(truths[i]);
      }
    if (fitted.size() == truths.size()) continue;  // an empty group
    if (fitted.empty()) return base::fail(ErrorCode::argumentInvalid, "There must be at least two groups.");
    const Scale scale = scaleOf(fitted);
    for (Row& row : fitted) standardise(row, scale);
    CHEXGEN_ASSIGN(const LogisticFit fit, logisticRegression(fitted, known));
    for (std::size_t i = 0; i < truths.size(); ++i)
      if (groups[i] == group) {
        Row row = features[i];
        standardise(row, scale);
        scores[i] = scoreOf(fit, row);
      }
  }
  return areaUnderRoc(scores, truths);
}

}  // namespace chexgen::statistics
