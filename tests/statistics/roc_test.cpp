#include "core/statistics/roc.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace chexgen::statistics {
namespace {

TEST(AreaUnderRoc, CountsTiesAsHalf) {
  const std::vector<double> scores{3, 2, 1, 2, 1, 0};
  const std::vector<std::uint8_t> truths{1, 1, 1, 0, 0, 0};
  const auto auc = areaUnderRoc(scores, truths);
  ASSERT_TRUE(auc);
  // Of the nine pairs: 3 beats all, 2 ties with 2 and beats two, 1 ties with 1 and beats one.
  EXPECT_DOUBLE_EQ(auc->value, (3 + 2.5 + 1.5) / 9);
  EXPECT_EQ(auc->positives, 3U);
  EXPECT_EQ(auc->negatives, 3U);
}

TEST(AreaUnderRoc, OfPerfectScoresIsOneWithoutDoubt) {
  const auto auc = areaUnderRoc(std::vector<double>{4, 3, 2, 1}, std::vector<std::uint8_t>{1, 1, 0, 0});
  ASSERT_TRUE(auc);
  EXPECT_EQ(auc->value, 1);
  EXPECT_EQ(auc->interval, (Interval{1, 1}));
}

TEST(AreaUnderRoc, KeepsItsIntervalBetweenZeroAndOne) {
  const auto auc =
      areaUnderRoc(std::vector<double>{5, 4, 2, 3, 1, 0}, std::vector<std::uint8_t>{1, 1, 1, 0, 0, 0});
  ASSERT_TRUE(auc);
  EXPECT_LT(auc->interval.low, auc->value);
  EXPECT_EQ(auc->interval.high, 1);
}

TEST(AreaUnderRoc, RefusesCasesThatGiveNone) {
  EXPECT_FALSE(areaUnderRoc(std::vector<double>{1, 2, 3}, std::vector<std::uint8_t>{1, 1, 1}));
  EXPECT_FALSE(areaUnderRoc(std::vector<double>{1, 2, 3}, std::vector<std::uint8_t>{1, 0, 0}));
  EXPECT_FALSE(areaUnderRoc(std::vector<double>{1, 2}, std::vector<std::uint8_t>{1, 0, 0}));
  EXPECT_FALSE(areaUnderRoc(std::vector<double>{1, std::numeric_limits<double>::quiet_NaN(), 0, 2},
                            std::vector<std::uint8_t>{1, 0, 0, 1}));
  EXPECT_FALSE(areaUnderRoc(std::vector<double>{1, 2, 3, 4}, std::vector<std::uint8_t>{1, 0, 0, 1}, 1.0));
}

TEST(CompareAreas, OfEqualScoresFindsNoDifference) {
  const std::vector<double> scores{4, 3, 2, 1, 5};
  const auto found = compareAreas(scores, scores, std::vector<std::uint8_t>{1, 0, 1, 0, 1});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->z, 0);
  EXPECT_EQ(found->p, 1);
}

TEST(RocCurve, HasAPointForEachScoreAndTheAreaBelowItIsTheArea) {
  const std::vector<double> scores{5, 4, 4, 3, 2, 2, 1};
  const std::vector<std::uint8_t> truths{1, 1, 0, 1, 0, 0, 0};
  const auto curve = rocCurve(scores, truths);
  ASSERT_TRUE(curve);
  ASSERT_EQ(curve->size(), 6U) << "five scores and the beginning";
  EXPECT_EQ(curve->front(), (RocPoint{0, 0}));
  EXPECT_EQ((*curve)[1], (RocPoint{0, 1.0 / 3}));
  EXPECT_EQ((*curve)[2], (RocPoint{0.25, 2.0 / 3})) << "a tie goes up and to the right at once";
  EXPECT_EQ(curve->back(), (RocPoint{1, 1}));
  double area = 0;
  for (std::size_t i = 1; i < curve->size(); ++i)
    area += ((*curve)[i].falsePositives - (*curve)[i - 1].falsePositives) *
            ((*curve)[i].truePositives + (*curve)[i - 1].truePositives) / 2;
  EXPECT_NEAR(area, areaUnderRoc(scores, truths)->value, 1e-12);
}

}  // namespace
}  // namespace chexgen::statistics
