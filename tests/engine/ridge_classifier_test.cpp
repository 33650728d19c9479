#include "core/engine/evaluation/ridge_classifier.h"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace chexgen::engine {
namespace {

struct Data {
  Tensor features, positive;
};

// Few cases of one kind, many of the other, more features than cases: only the first feature tells them
// apart.
Data unevenData(std::int64_t cases, std::int64_t width, std::uint64_t seed) {
  at::manual_seed(seed);
  Tensor features = at::randn({cases, width}, at::kDouble);
  const Tensor positive = at::zeros({cases}, at::kBool);
  positive.narrow(0, 0, cases / 6).fill_(true);
  features.select(1, 0).add_(positive.to(at::kDouble) * 3.0);
  return {features, positive};
}

// What the definition says: every case is predicted by a fit, with an intercept, of all others.
double leftOutError(const Data& data, double penalty) {
  const Tensor x = (data.features - data.features.mean(0)) / data.features.std(0, false);
  const Tensor truth = data.positive.to(at::kDouble);
  const Tensor y = truth * 2.0 - 1.0;
  const double share = truth.mean().item<double>();
  const Tensor weight = at::where(data.positive, 0.5 / share, 0.5 / (1.0 - share)).to(at::kDouble);
  const Tensor columns = at::cat({x, at::ones({x.size(0), 1}, at::kDouble)}, 1);
  Tensor damping = at::eye(columns.size(1), at::kDouble) * penalty;
  damping[-1][-1] = 0;  // the intercept is free
  double sum = 0;
  for (std::int64_t left = 0; left < x.size(0); ++left) {
    Tensor used = weight.clone();
    used[left] = 0;
    const Tensor weighted = columns * used.unsqueeze(1);
    const Tensor fit = at::linalg_solve(at::mm(weighted.t(), columns) + damping, at::mv(weighted.t(), y));
    const double error = (y[left] - columns[left].dot(fit)).item<double>();
    sum += weight[left].item<double>() * error * error;
  }
  return sum / static_cast<double>(x.size(0));
}

// The mean squared length of a row about the weighted centre, of which the penalty is a share.
double lengthOf(const Data& data) {
  const Tensor x = (data.features - data.features.mean(0)) / data.features.std(0, false);
  const double share = data.positive.to(at::kDouble).mean().item<double>();
  const Tensor weight = at::where(data.positive, 0.5 / share, 0.5 / (1.0 - share)).to(at::kDouble);
  const Tensor centre = (weight.unsqueeze(1) * x).sum(0) / weight.sum();
  return (weight * (x - centre).square().sum(1)).mean().item<double>();
}

TEST(RidgeClassifier, ChoosesThePenaltyThatPredictsLeftOutCasesBest) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Data data = unevenData(36, 60, seed);
    std::pair<double, double> best{std::numeric_limits<double>::infinity(), 0};
    for (double ridge = 1e-4; ridge < 1e4; ridge *= 10)
      best = std::min(best, {leftOutError(data, ridge * lengthOf(data)), ridge});
    EXPECT_NEAR(std::log10(RidgeClassifier(data.features, data.positive).ridge()), std::log10(best.second),
                1e-9)
        << seed;
  }
}

TEST(RidgeClassifier, TellsNewCasesApart) {
  const Data learned = unevenData(120, 200, 4), asked = unevenData(60, 200, 5);
  const Tensor scores = RidgeClassifier(learned.features, learned.positive).scores(asked.features);
  const Tensor with = scores.masked_select(asked.positive),
               without = scores.masked_select(asked.positive.logical_not());
  const double area = (with.unsqueeze(1) > without.unsqueeze(0)).to(at::kDouble).mean().item<double>();
  EXPECT_GT(area, 0.8);
}

}  // namespace
}  // namespace chexgen::engine
