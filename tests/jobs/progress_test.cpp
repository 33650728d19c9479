#include "core/jobs/progress.h"

#include <gmock/gmock.h>

namespace chexgen::jobs {
namespace {

class ProgressTest : public testing::Test {
 protected:
  Clock fakeClock() {
    return [this] { return now; };
  }
  std::chrono::steady_clock::time_point now{};
};

TEST_F(ProgressTest, RemainingTimeIsTheMeanTimeOfWhatWasDone) {
  const ProgressMeter meter(10, "step", fakeClock());
  EXPECT_FALSE(meter.at(0).etaSeconds);
  now += std::chrono::seconds(8);
  EXPECT_DOUBLE_EQ(meter.at(4).etaSeconds.value(), 12.0);
  EXPECT_DOUBLE_EQ(meter.at(10).etaSeconds.value(), 0.0);
}

TEST_F(ProgressTest, RoundTrip) {
  for (const Progress& progress : {Progress{3, 10, "step", 1.5}, Progress{0, 0, "image", {}}}) {
    const auto parsed = progressFromJson(base::Json(toJson(progress)));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, progress);
  }
}

TEST_F(ProgressTest, RefusesMoreDoneThanThereIs) {
  EXPECT_FALSE(progressFromJson({{"done", 11}, {"total", 10}, {"unit", "step"}}));
  EXPECT_FALSE(progressFromJson({{"done", -1}, {"total", 10}, {"unit", "step"}}));
  EXPECT_FALSE(progressFromJson({{"done", 1.5}, {"total", 10}, {"unit", "step"}}));
}

TEST_F(ProgressTest, LimitCountsFromTheLastThatPassed) {
  RateLimit limit(std::chrono::milliseconds(100), fakeClock());
  EXPECT_TRUE(limit.pass());
  now += std::chrono::milliseconds(99);
  EXPECT_FALSE(limit.pass());
  now += std::chrono::milliseconds(1);
  EXPECT_TRUE(limit.pass());
}

}  // namespace
}  // namespace chexgen::jobs
