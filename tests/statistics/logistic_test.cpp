#include "core/statistics/logistic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace chexgen::statistics {
namespace {

// One yes-or-no feature: the weight is the logarithm of the odds ratio of the table, in closed form.
TEST(Logistic, OfATwoByTwoTableIsItsLogOddsRatio) {
  std::vector<std::vector<double>> features;
  std::vector<std::uint8_t> truths;
  const auto add = [&](double feature, std::uint8_t truth, int count) {
    for (int i = 0; i < count; ++i) {
      features.push_back({feature});
      truths.push_back(truth);
    }
  };
  add(0, 0, 12), add(0, 1, 5), add(1, 0, 4), add(1, 1, 9);
  const auto fit = logisticRegression(features, truths, 0);
  ASSERT_TRUE(fit) << base::describe(fit.error());
  EXPECT_NEAR(fit->constant, std::log(5.0 / 12), 1e-9);
  EXPECT_NEAR(fit->weights[0], std::log((9.0 / 4) / (5.0 / 12)), 1e-9);
}

TEST(Logistic, CompleteSeparationNeedsARidge) {
  const std::vector<std::vector<double>> features{{-2}, {-1}, {1}, {2}};
  const std::vector<std::uint8_t> truths{0, 0, 1, 1};
  EXPECT_EQ(logisticRegression(features, truths, 0).error().code, base::ErrorCode::numericalFailure);
  EXPECT_TRUE(logisticRegression(features, truths, 1));
  EXPECT_FALSE(logisticRegression(features, std::vector<std::uint8_t>(4, 1))) << "one kind only";
}

struct Draws {
  std::vector<std::vector<double>> features;
  std::vector<std::uint8_t> truths;
  std::vector<std::size_t> groups;
};

Draws drawn(double shift, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Draws draws;
  for (std::size_t i = 0; i < 120; ++i) {
    const std::uint8_t truth = i % 2;
    draws.features.push_back({normal(random) + shift * truth, normal(random), 7.0});
    draws.truths.push_back(truth);
    draws.groups.push_back((i / 2) % 5);
  }
  return draws;
}

TEST(Logistic, LeftOutRowsOfNoiseAreNotToldApart) {
  int outside = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    const Draws draws = drawn(0, seed);
    const auto area = crossValidatedArea(draws.features, draws.truths, draws.groups);
    ASSERT_TRUE(area);
    outside += area->interval.low > 0.5 ? 1 : 0;
  }
  EXPECT_LE(outside, 4) << "of 40, where one is expected";
}

TEST(Logistic, LeftOutRowsOfAShiftAreToldApartAsFarAsTheyCanBe) {
  const Draws draws = drawn(2, 1);
  const auto area = crossValidatedArea(draws.features, draws.truths, draws.groups);
  ASSERT_TRUE(area);
  // Of two normal distributions two spreads apart: Phi(2 / sqrt 2) = 0.921.
  EXPECT_NEAR(area->value, 0.921, 0.06);
}

TEST(Logistic, AFeatureThatNeverVariesTellsNothing) {
  const std::vector<std::vector<double>> features(8, {3.0});
  const std::vector<std::uint8_t> truths{0, 1, 0, 1, 0, 1, 0, 1};
  const std::vector<std::size_t> groups{0, 0, 1, 1, 2, 2, 3, 3};
  EXPECT_NEAR(crossValidatedArea(features, truths, groups)->value, 0.5, 1e-12);
}

}  // namespace
}  // namespace chexgen::statistics
