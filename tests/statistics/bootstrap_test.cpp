#include "core/statistics/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace chexgen::statistics {
namespace {

std::vector<double> ramp(int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(i);
  return values;
}

TEST(Bootstrap, OfAMeanComesNearTheNormalInterval) {
  const auto values = ramp(100);
  const auto found = bootstrapMean(values, {.draws = 20000});
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->value, 49.5);
  const double error = std::sqrt((100.0 * 100.0 - 1.0) / 12.0) / 10.0;  // of the mean of 0 … 99, drawn again
  EXPECT_NEAR(found->interval.low, 49.5 - 1.96 * error, 0.1);
  EXPECT_NEAR(found->interval.high, 49.5 + 1.96 * error, 0.1);
}

TEST(Bootstrap, IsRepeatedByItsSeed) {
  const auto values = ramp(20);
  const auto one = bootstrapMean(values, {.seed = 1});
  const auto again = bootstrapMean(values, {.seed = 1});
  const auto other = bootstrapMean(values, {.seed = 2});
  ASSERT_TRUE(one && again && other);
  EXPECT_EQ(one->interval, again->interval);
  EXPECT_NE(one->interval, other->interval);
}

TEST(Bootstrap, DrawsWholeCases) {
  // A figure of two series keeps what belongs together: their difference is 1 in every case.
  const auto a = ramp(10);
  const auto found = bootstrap(10, [&](std::span<const std::size_t> cases) {
    double sum = 0;
    for (const std::size_t i : cases) sum += a[i] + 1 - a[i];
    return sum / static_cast<double>(cases.size());
  });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->interval, (Interval{1, 1}));
}

TEST(Bootstrap, RefusesASingleCase) { EXPECT_FALSE(bootstrapMean(ramp(1))); }

}  // namespace
}  // namespace chexgen::statistics
