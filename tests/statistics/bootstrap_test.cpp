#include "core/statistics/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
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

TEST(Bootstrap, DrawsAsManyCasesAsThereAreWithReturning) {
  bool first = true, repeated = false;
  const auto found = bootstrap(10, [&](std::span<const std::size_t> cases) {
    EXPECT_EQ(cases.size(), 10U);
    std::set<std::size_t> different(cases.begin(), cases.end());
    EXPECT_LT(*different.rbegin(), 10U);
    if (first) {
      EXPECT_EQ(different.size(), 10U) << "the figure itself is that of all cases";
    }
    repeated = repeated || different.size() < 10U;
    first = false;
    return static_cast<double>(different.size());
  });
  ASSERT_TRUE(found);
  EXPECT_TRUE(repeated);
  EXPECT_EQ(found->value, 10);
  EXPECT_LT(found->interval.high, 10);
}

TEST(Bootstrap, RefusesASingleCase) { EXPECT_FALSE(bootstrapMean(ramp(1))); }

}  // namespace
}  // namespace chexgen::statistics
