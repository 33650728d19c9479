#include "core/base/philox.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace chexgen::base {
namespace {

// The known answers that the authors publish with Random123 (kat_vectors, philox4x32 10 rounds).
TEST(Philox, MatchesThePublishedKnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}),
            (PhiloxCounter{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}));
  EXPECT_EQ(philox4x32({0xffffffffU, 0xffffffffU, 0xffffffffU, 0xffffffffU}, {0xffffffffU, 0xffffffffU}),
            (PhiloxCounter{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
  EXPECT_EQ(philox4x32({0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}, {0xa4093822U, 0x299f31d0U}),
            (PhiloxCounter{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}));
}

TEST(RandomStream, GivesTheSameNumbersHoweverManyAreAskedFor) {
  const RandomStream stream{.seed = 42, .stream = 1, .step = 7};
  std::vector<float> all(1001);
  stream.fillNormal(all);
  std::vector<float> few(3);
  stream.fillNormal(few);
  EXPECT_EQ(few, std::vector<float>(all.begin(), all.begin() + 3));
}

TEST(RandomStream, DiffersBySeedStreamAndStep) {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed : {0ULL, 1ULL, 1ULL << 32U}) {
    for (std::uint32_t stream : {0U, 1U}) {
      for (std::uint32_t step : {0U, 1U}) first.insert(RandomStream{seed, stream, step}.word(0));
    }
  }
  EXPECT_EQ(first.size(), 12U);
}

TEST(RandomStream, NormalNumbersHaveTheMomentsOfANormal) {
  std::vector<float> sample(200'000);
  RandomStream{.seed = 3}.fillNormal(sample);
  double mean = 0;
  double square = 0;
  double fourth = 0;
  for (const float x : sample) {
    mean += x;
    square += double{x} * x;
    fourth += std::pow(double{x}, 4);
  }
  const auto count = static_cast<double>(sample.size());
  EXPECT_NEAR(mean / count, 0.0, 0.01);
  EXPECT_NEAR(square / count, 1.0, 0.015);
  EXPECT_NEAR(fourth / count, 3.0, 0.12);
}

TEST(RandomStream, UniformAndBelowStayInRange) {
  const RandomStream stream{.seed = 9};
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    EXPECT_LT(stream.uniform(i), 1.0);
    EXPECT_LT(stream.below(i, 7), 7U);
  }
}

}  // namespace
}  // namespace chexgen::base
