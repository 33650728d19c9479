#include "core/statistics/sample_size.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/statistics/paired.h"

namespace chexgen::statistics {
namespace {

// Cohen's medium effect: the tables of his book (1988, 2.4.1) and G*Power's give 34 pairs for 80 %.
TEST(SampleSize, OfAMediumPairedEffectIsThatOfTheTables) {
  EXPECT_EQ(pairsNeeded(0.5, 1).value(), 34U);
  EXPECT_EQ(pairsNeeded(1, 2).value(), 34U) << "only the ratio counts";
  EXPECT_EQ(pairsNeeded(-0.5, 1).value(), 34U) << "the direction does not";
  EXPECT_GE(pairedTPower(0.5, 1, 34).value(), 0.8);
  EXPECT_LT(pairedTPower(0.5, 1, 33).value(), 0.8);
}

// The manual of G*Power 3.1, matched pairs: dz = 0.421637, 50 pairs, two-sided 5 % give a power of 0.832114.
TEST(SampleSize, PowerOfFiftyPairsIsThatOfAPublishedExample) {
  EXPECT_NEAR(pairedTPower(0.421637, 1, 50).value(), 0.832114, 1e-5);
}

TEST(SampleSize, PowerIsHowOftenTheTestFindsTheEffect) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal(0.6, 1);
  constexpr int runs = 4000;
  int found = 0;
  for (int run = 0; run < runs; ++run) {
    std::vector<double> first, second(15, 0);
    for (int i = 0; i < 15; ++i) first.push_back(normal(random));
    found += pairedT(first, second)->p < 0.05 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(found) / runs, pairedTPower(0.6, 1, 15).value(), 0.02);
}

TEST(SampleSize, WithoutAnEffectTheTestFindsItAtItsErrorLevel) {
  EXPECT_DOUBLE_EQ(pairedTPower(0, 1, 20).value(), 0.05);
  EXPECT_NEAR(pairedTPower(50, 1, 20).value(), 1, 1e-12) << "nor does a huge one overflow";
}

// Ten choices: two-sided at 5 % rejects at 0, 1, 9 and 10.
TEST(SampleSize, PowerOfTheSignTestIsASumOfBinomialTerms) {
  const double nine = 10 * std::pow(0.9, 9) * 0.1, ten = std::pow(0.9, 10);
  const double none = std::pow(0.1, 10), one = 10 * std::pow(0.1, 9) * 0.9;
  EXPECT_NEAR(signTestPower(0.9, 10).value(), nine + ten + none + one, 1e-12);
  EXPECT_EQ(signTestPower(0.9, 5).value(), 0) << "five choices can never reject";
}

TEST(SampleSize, OfAPreferenceKeepsItsPowerFromThenOn) {
  const std::size_t needed = choicesNeeded(0.7).value();
  for (std::size_t more = needed; more < needed + 40; ++more)
    EXPECT_GE(signTestPower(0.7, more).value(), 0.8);
  EXPECT_LT(signTestPower(0.7, needed - 1).value(), 0.8);
}

TEST(SampleSize, WhatCannotBeIsASentence) {
  EXPECT_FALSE(pairedTPower(0.5, 0, 20));
  EXPECT_FALSE(pairedTPower(0.5, 1, 1));
  EXPECT_FALSE(pairsNeeded(0, 1));
  EXPECT_FALSE(pairsNeeded(0.5, 1, 1));
  EXPECT_FALSE(choicesNeeded(0.5));
  EXPECT_FALSE(signTestPower(1.5, 10));
}

}  // namespace
}  // namespace chexgen::statistics
