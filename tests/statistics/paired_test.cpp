// Paired tests, corrections and preferences against published worked examples.
#include "core/statistics/paired.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/statistics/exact_tests.h"
#include "core/statistics/preference.h"

namespace chexgen::statistics {
namespace {

using testing::HasSubstr;

// "Student", Biometrika 1908: hours of sleep gained by two drugs, ten patients; R's data set sleep.
TEST(PairedT, OfStudentsSleepData) {
  const std::vector<double> first{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const std::vector<double> second{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const auto test = pairedT(first, second);
  ASSERT_TRUE(test);
  EXPECT_NEAR(test->t, -4.0621, 5e-5);
  EXPECT_EQ(test->degrees, 9);
  EXPECT_NEAR(test->p, 0.002833, 5e-7);
  EXPECT_NEAR(test->difference.value, -1.58, 1e-12);
  EXPECT_NEAR(test->difference.interval.low, -2.4598858, 1e-6);
  EXPECT_NEAR(test->difference.interval.high, -0.7001142, 1e-6);
}

TEST(PairedT, WithoutASpreadIsASentence) {
  EXPECT_THAT(pairedT(std::vector<double>{1, 2, 3}, std::vector<double>{0, 1, 2}).error().message,
              HasSubstr("same"));
  EXPECT_FALSE(pairedT(std::vector<double>{1}, std::vector<double>{0}));
  EXPECT_FALSE(pairedT(std::vector<double>{1, 2}, std::vector<double>{0}));
}

// Hollander and Wolfe, "Nonparametric Statistical Methods", 1973, page 29: depression factors; R's example of
// wilcox.test: V = 40, p = 0.03906 two-sided.
TEST(WilcoxonSignedRank, OfHollanderAndWolfesDepressionFactors) {
  const std::vector<double> before{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  const std::vector<double> after{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
  const auto test = wilcoxonSignedRank(before, after);
  ASSERT_TRUE(test);
  EXPECT_TRUE(test->exact);
  EXPECT_EQ(test->positive, 40);
  EXPECT_EQ(test->statistic, 5);
  EXPECT_NEAR(test->p, 0.0390625, 1e-12);
}

TEST(WilcoxonSignedRank, SaysWhatBecomesOfZeros) {
  const std::vector<double> first{3, 1, 2, 5, 4, 2, 2, 1}, second{1, 1, 1, 1, 1, 2, 1, 2};
  const auto left = wilcoxonSignedRank(first, second);
  const auto pratt = wilcoxonSignedRank(first, second, {.zeros = ZeroRule::pratt});
  ASSERT_TRUE(left && pratt);
  EXPECT_EQ(left->zeros, 2U);
  EXPECT_EQ(left->pairs, 6U);
  EXPECT_EQ(left->positive + left->statistic, 21) << "ranks 1 to 6";
  EXPECT_EQ(pratt->positive + pratt->statistic, 33) << "ranks 3 to 8";
  EXPECT_THAT(wilcoxonSignedRank(first, first).error().message, HasSubstr("nothing to test"));
}

// Ties and zeros, exact: scipy 1.17.1, wilcoxon(a, b, zero_method=…, correction=False,
// method=PermutationMethod(n_resamples=inf)), which goes through all ways to sign the differences.
TEST(WilcoxonSignedRank, IsExactWithTiesAndZeros) {
  struct Known {
    std::vector<double> first, second;
    double statistic, p, prattStatistic, prattP;
  };
  const Known known[] = {{{2, 1, 2, 0, 1, 2, 2, 1, 0, 2, 1, 2},
                          {0, 1, -1, 0, -2, 1, 0, -1, 0, 1, -1, 0},
                          0,
                          0.00390625,
                          0,
                          0.00390625},
                         {{5, 4, 4, 3, 5, 2, 3, 4, 1, 5, 4, 3, 2, 4, 5, 3},
                          {4, 4, 3, 3, 4, 3, 3, 2, 2, 4, 4, 4, 1, 3, 3, 3},
                          15,
                          0.12890625,
                          30,
                          0.146484375},
                         {{3.5, 2.5, 4, 1.5, 3, 4.5, 2, 3.5, 2.5, 1},
                          {3, 3, 3, 2, 2.5, 4, 2.5, 3, 2.5, 1.5},
                          18,
                          0.78125,
                          22,
                          0.78125},
                         {{1, 1, 1, 1, 1, 2, 1, 1}, {0, 0, 0, 0, 0, 3, 0, 0}, 4.5, 0.0703125, 4.5, 0.0703125},
                         {{2, -1, 0, 1, 2, 1, -2, 0, 1, 1, 2, 0, -1, 1, 2, 0, 1, 2, 1, 0},
                          {1, 0, 0, -1, 1, 2, -1, -1, 0, 1, 0, 1, 0, -1, 1, 1, 0, 0, 2, -1},
                          52.5,
                          0.1253662109375,
                          66.5,
                          0.20355224609375}};
  for (const Known& one : known) {
    const auto left = wilcoxonSignedRank(one.first, one.second);
    const auto pratt = wilcoxonSignedRank(one.first, one.second, {.zeros = ZeroRule::pratt});
    ASSERT_TRUE(left && pratt);
    EXPECT_TRUE(left->exact && pratt->exact);
    EXPECT_EQ(left->statistic, one.statistic);
    EXPECT_NEAR(left->p, one.p, 1e-14);
    EXPECT_EQ(pratt->statistic, one.prattStatistic);
    EXPECT_NEAR(pratt->p, one.prattP, 1e-14);
  }
}

TEST(WilcoxonSignedRank, ManyPairsAreApproximated) {
  std::vector<double> first(60), second(60, 0);
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = static_cast<double>(i % 7) - 2.5;
  EXPECT_FALSE(wilcoxonSignedRank(first, second)->exact);
  first.resize(50);
  second.resize(50);
  const auto exact = wilcoxonSignedRank(first, second),
             normal = wilcoxonSignedRank(first, second, {.exactUpTo = 0});
  EXPECT_TRUE(exact->exact);
  EXPECT_NEAR(exact->p, normal->p, 0.01) << "close by then";
}

// scipy 1.17.1, fisher_exact; by hand where it is simple.
TEST(ExactTests, OfFisherAndOfOneShare) {
  EXPECT_NEAR(fisherExact(8, 20, 20, 20), 4.5095150768120733e-05, 1e-15);
  EXPECT_NEAR(fisherExact(3, 4, 1, 4), 0.48571428571428565, 1e-12);
  EXPECT_NEAR(fisherExact(10, 10, 0, 10), 1.082508822446903e-05, 1e-15);
  EXPECT_NEAR(fisherExact(2, 9, 8, 10), 0.02301413756522116, 1e-12);
  EXPECT_NEAR(fisherExact(31, 120, 12, 120), 0.002179435041142623, 1e-12);
  EXPECT_EQ(fisherExact(0, 9, 0, 8), 1);
  EXPECT_EQ(fisherExact(9, 9, 8, 8), 1);
  EXPECT_EQ(fisherExact(0, 0, 3, 8), 1);
  EXPECT_NEAR(binomialExact(0, 10, 0.5), 2.0 / 1024, 1e-15);
  EXPECT_NEAR(binomialExact(9, 10, 0.5), 22.0 / 1024, 1e-14);
  EXPECT_EQ(binomialExact(5, 10, 0.5), 1);
  EXPECT_EQ(binomialExact(0, 0, 0.5), 1);
}

// Holm's own rule by hand: 4 × 0.01, 3 × 0.02, 2 × 0.03 and 0.04, none below the one before.
TEST(Holm, StepsDown) {
  EXPECT_THAT(holmCorrected(std::vector<double>{0.04, 0.01, 0.03, 0.02}),
              testing::Pointwise(testing::DoubleNear(1e-12), {0.06, 0.04, 0.06, 0.06}));
  EXPECT_THAT(holmCorrected(std::vector<double>{0.6, 0.9}), testing::ElementsAre(1, 1));
  EXPECT_TRUE(holmCorrected({}).empty());
}

// Agresti, "Categorical Data Analysis", 2002, table 10.10: the American League of 1987; strengths and errors
// as BradleyTerry2 prints them for that table.
TEST(BradleyTerry, OfAgrestisBaseballTeams) {
  // Baltimore, Boston, Cleveland, Detroit, Milwaukee, New York, Toronto: wins of the row against the column.
  const std::vector<std::vector<int>> wins{
      {0, 1, 7, 4, 2, 3, 1},  {12, 0, 7, 2, 6, 7, 6}, {6, 6, 0, 4, 4, 6, 5}, {9, 11, 9, 0, 6, 5, 7},
      {11, 7, 9, 7, 0, 7, 9}, {10, 6, 7, 8, 6, 0, 6}, {12, 7, 8, 6, 4, 7, 0}};
  std::vector<Choice> games;
  for (std::size_t i = 0; i < wins.size(); ++i)
    for (std::size_t j = 0; j < wins.size(); ++j)
      for (int k = 0; k < wins[i][j]; ++k) games.push_back({i, j, Choice::firstWins});
  const auto strengths = bradleyTerry(wins.size(), games);
  ASSERT_TRUE(strengths);
  const std::vector<double> wanted{0, 1.1077, 0.6839, 1.4364, 1.5814, 1.2476, 1.2945};
  const std::vector<double> errors{0, 0.3339, 0.3319, 0.3396, 0.3433, 0.3359, 0.3367};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR((*strengths)[i].logStrength.value, wanted[i], 5e-5) << i;
    EXPECT_NEAR((*strengths)[i].standardError, errors[i], 5e-5) << i;
  }
}

TEST(BradleyTerry, SeparationIsToldAndATieCountsHalf) {
  const std::vector<Choice> separated{{0, 1, Choice::firstWins}, {0, 1, Choice::firstWins}};
  EXPECT_THAT(bradleyTerry(2, separated).error().message, HasSubstr("separated"));
  const std::vector<Choice> even{{0, 1, Choice::firstWins}, {0, 1, Choice::secondWins}, {0, 1, Choice::tie}};
  const auto strengths = bradleyTerry(2, even);
  ASSERT_TRUE(strengths);
  EXPECT_NEAR((*strengths)[1].logStrength.value, 0, 1e-12);
  EXPECT_FALSE(bradleyTerry(2, std::vector<Choice>{{0, 0, Choice::tie}}));
  EXPECT_FALSE(bradleyTerry(1, {}));
}

// Two readers who always agree know no more than one: of doubled choices, in clusters, the error is that of
// the single ones.
TEST(BradleyTerry, ChoicesThatGoTogetherAreNotCountedTwice) {
  std::vector<Choice> once, twice;
  std::vector<std::size_t> cases;
  for (std::size_t i = 0; i < 60; ++i) {
    const Choice choice{0, 1, i % 3 == 0 ? Choice::firstWins : Choice::secondWins};
    once.push_back(choice);
    for (int reader = 0; reader < 2; ++reader) {
      twice.push_back(choice);
      cases.push_back(i);
    }
  }
  const double single = (*bradleyTerry(2, once))[1].standardError;
  const double naive = (*bradleyTerry(2, twice))[1].standardError;
  const double together = (*bradleyTerry(2, twice, cases))[1].standardError;
  EXPECT_NEAR(naive, single / std::sqrt(2), 1e-9);
  EXPECT_NEAR(together, single * std::sqrt(60.0 / 59), 1e-9);
  EXPECT_FALSE(bradleyTerry(2, twice, std::vector<std::size_t>{1}));
}

}  // namespace
}  // namespace chexgen::statistics
