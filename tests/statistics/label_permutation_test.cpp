#include "core/statistics/label_permutation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "core/statistics/ranks.h"

namespace chexgen::statistics {
namespace {

TEST(LabelPermutation, KeepsTheNumberOfEachKindInGroupsOfEachSize) {
  const std::vector<std::uint8_t> truths{1, 0, 1, 0, 1, 0, 1, 1, 1, 0};
  const std::vector<std::size_t> groups{0, 0, 1, 1, 2, 2, 3, 4, 5, 6};
  const LabelPermutation labels(truths, groups, 7);
  std::map<std::vector<std::uint8_t>, int> seen;
  for (std::uint32_t number = 0; number < 4000; ++number) {
    const auto drawn = labels.draw(number);
    EXPECT_EQ(drawn, labels.draw(number));
    for (std::size_t pair = 0; pair < 6; pair += 2) ASSERT_EQ(drawn[pair] + drawn[pair + 1], 1);
    ASSERT_EQ(std::count(drawn.begin() + 6, drawn.end(), 1), 3);
    ++seen[drawn];
  }
  // Two to the third for the pairs, four places for the one that is not.
  ASSERT_EQ(seen.size(), 32U);
  for (const auto& [drawn, count] : seen) EXPECT_NEAR(count, 125, 60);
}

// The areas are scipy.stats.mannwhitneyu's U over the product of the sizes; the exact p values come from all
// relabellings (scipy.stats.permutation_test, and for the pairs all 256 exchanges within them).
TEST(AreaTests, AreThoseOfAllRelabellings) {
  const std::vector<double> values{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9};
  std::vector<std::uint8_t> truths(15, 0);
  std::fill(truths.begin(), truths.begin() + 7, 1);
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < 15; ++i) groups.push_back(i);
  const auto alone = areaTests(std::vector<std::vector<double>>{values}, truths, groups, 40000, 1);
  ASSERT_TRUE(alone) << base::describe(alone.error());
  EXPECT_NEAR(alone->front().area, 0.1875, 1e-12);
  EXPECT_NEAR(alone->front().p, 0.04366744366744367, 0.004);

  std::vector<double> pairs;
  const std::vector<double> first{1.2, 3.4, 2.2, 5.1, 4.0, 3.3, 2.9, 6.1},
      second{1.9, 3.1, 3.0, 6.2, 4.9, 4.4, 2.7, 7.7};
  std::vector<std::uint8_t> kinds;
  std::vector<std::size_t> cases;
  for (std::size_t i = 0; i < 8; ++i)
    for (const auto kind : {std::uint8_t{1}, std::uint8_t{0}}) {
      pairs.push_back(kind == 1 ? first[i] : second[i]);
      kinds.push_back(kind);
      cases.push_back(i);
    }
  const auto together = areaTests(std::vector<std::vector<double>>{pairs}, kinds, cases, 40000, 1);
  ASSERT_TRUE(together);
  EXPECT_NEAR(together->front().area, 0.421875, 1e-12);
  EXPECT_NEAR(together->front().p, 0.140625, 0.004);
}

TEST(AreaTests, RefuseWhatCannotBeTested) {
  const std::vector<std::uint8_t> truths{0, 1};
  const std::vector<std::size_t> groups{0, 1};
  using Columns = std::vector<std::vector<double>>;
  EXPECT_FALSE(areaTests(Columns{{1}}, truths, groups, 9, 1));
  EXPECT_FALSE(areaTests(Columns{{1, std::nan("")}}, truths, groups, 9, 1));
  EXPECT_FALSE(areaTests(Columns{{1, 2}}, std::vector<std::uint8_t>{1, 1}, groups, 9, 1));
}

// Under the hypothesis p is below any level at most as often as the level says, also where cases differ much.
TEST(AreaTests, RaiseNoMoreFalseAlarmsThanTheyState) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  int alarms = 0, sequentialAlarms = 0;
  constexpr int studies = 400;
  for (int study = 0; study < studies; ++study) {
    std::vector<double> values;
    std::vector<std::uint8_t> kinds;
    std::vector<std::size_t> cases;
    for (std::size_t i = 0; i < 15; ++i) {
      const double ofCase = 3 * normal(random);
      for (const auto kind : {std::uint8_t{0}, std::uint8_t{1}}) {
        values.push_back(ofCase + normal(random));
        kinds.push_back(kind);
        cases.push_back(i);
      }
    }
    const auto seed = static_cast<std::uint64_t>(study);
    const auto tests = areaTests(std::vector<std::vector<double>>{values}, kinds, cases, 199, seed);
    ASSERT_TRUE(tests);
    alarms += tests->front().p <= 0.05 ? 1 : 0;
    const auto sumOf = [&](const std::vector<std::uint8_t>& labels) -> std::optional<double> {
      double sum = 0;
      for (std::size_t i = 0; i < values.size(); ++i) sum += labels[i] != 0 ? values[i] : 0;
      return sum;
    };
    const LabelPermutation labels(kinds, cases, seed);
    sequentialAlarms += sequentialP(labels, *sumOf(kinds), sumOf, 199, 20) <= 0.05 ? 1 : 0;
  }
  EXPECT_LE(alarms, 33) << "5 % of 400 and three standard deviations";
  EXPECT_GE(alarms, 7);
  EXPECT_LE(sequentialAlarms, 33);
  EXPECT_GE(sequentialAlarms, 7);
}

TEST(Ranks, EqualValuesShareTheMean) {
  EXPECT_EQ(midranks(std::vector<double>{3, 1, 3, 2}), (std::vector<double>{3.5, 1, 3.5, 2}));
}

}  // namespace
}  // namespace chexgen::statistics
