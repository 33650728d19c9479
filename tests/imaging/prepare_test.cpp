#include "core/imaging/prepare.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/imaging/grey.h"
#include "tests/imaging/hostile_png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using tests::patterned;

TEST(Prepare, CutsTheCentreOfTheLongSide) {
  const auto wide = squareCrop(700, 500, 100);
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->width, 140);
  EXPECT_EQ(wide->height, 100);
  EXPECT_EQ(wide->left, 20);
  EXPECT_EQ(wide->top, 0);
  // 333 · 100 / 200 = 166.5 rounds to the even 166.
  EXPECT_EQ(squareCrop(200, 333, 100)->height, 166);
}

TEST(Prepare, GivesRgbOfTheAskedSize) {
  for (const int size : {1, 7, 64}) {
    for (const auto& [width, height] : {std::pair{64, 64}, {200, 130}, {20, 33}}) {
      const auto square = prepareRadiograph(patterned(width, height, 1), size);
      ASSERT_TRUE(square) << square.error().message;
      EXPECT_EQ(square->width, size);
      EXPECT_EQ(square->height, size);
      EXPECT_EQ(square->channels, 3);
      EXPECT_TRUE(checkImage(*square));
    }
  }
}

TEST(Prepare, TreatsGreyLikeGreyInRgb) {
  const Image8 grey = patterned(150, 90, 1);
  EXPECT_EQ(prepareRadiograph(grey, 32), prepareRadiograph(toRgb(grey).value(), 32).value());
}

TEST(Prepare, LeavesAPictureOfTheRightSizeAlone) {
  EXPECT_EQ(prepareRadiograph(patterned(64, 64, 3), 64), patterned(64, 64, 3));
}

TEST(Prepare, RefusesSizesAndShapesThatMakeNoSense) {
  for (const int size : {0, -5, maxModelSize + 1}) {
    EXPECT_EQ(prepareRadiograph(patterned(8, 8, 1), size).error().code, ErrorCode::argumentInvalid);
    EXPECT_EQ(prepareCondition(patterned(8, 8, 1), size).error().code, ErrorCode::argumentInvalid);
  }
  EXPECT_EQ(prepareRadiograph(patterned(2000, 1, 1), 512).error().code, ErrorCode::argumentInvalid);
}

TEST(Prepare, SpreadsConditionLevelsOverMinusOneToOne) {
  Image8 image{.width = 2, .height = 2, .channels = 3, .pixels = {0, 255, 51, 0, 0, 0, 0, 0, 0, 255, 0, 0}};
  const auto values = prepareCondition(image, 2);
  ASSERT_TRUE(values);
  const std::vector<float> wanted{-1, -1, -1, 1, 1, -1, -1, -1, -0.6F, -1, -1, -1};
  ASSERT_EQ(values->size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_FLOAT_EQ((*values)[i], wanted[i]) << i;
}

TEST(Grey, TakesTheMeanOfTheClampedChannels) {
  // Four pixels: black, white, middle, one channel beyond the range.
  const std::vector<float> planes{-1, 1, 0, 5, -1, 1, 0, -1, -1, 1, 0, -1};
  const auto grey = greyFromRgb(planes, 2, 2);
  ASSERT_TRUE(grey) << grey.error().message;
  // 0: (0 + 1) / 2 · 255 + 0.5 = 128; mean of 1, -1, -1: 1 / 3 · 255 + 0.5 = 85.5.
  EXPECT_EQ(grey->pixels, (std::vector<std::uint8_t>{0, 255, 128, 85}));
}

TEST(Grey, ReturnsEveryLevelFromItsOwnFloat) {
  std::vector<float> plane;
  plane.reserve(256);
  for (int level = 0; level < 256; ++level) plane.push_back(static_cast<float>(level) / 127.5F - 1);
  const auto grey = greyFromPlane(plane, 16, 16);
  ASSERT_TRUE(grey);
  for (int level = 0; level < 256; ++level) EXPECT_EQ(grey->pixels[static_cast<std::size_t>(level)], level);
}

TEST(Grey, RefusesNanAndWrongLengthsButClampsInfinity) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> nan(4, std::numeric_limits<float>::quiet_NaN());
  EXPECT_EQ(greyFromPlane(nan, 2, 2).error().code, ErrorCode::numericalFailure);
  EXPECT_EQ(greyFromPlane(nan, 3, 2).error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(greyFromPlane(std::vector<float>{infinity, -infinity}, 2, 1)->pixels,
            (std::vector<std::uint8_t>{255, 0}));
}

}  // namespace
}  // namespace chexgen::imaging
