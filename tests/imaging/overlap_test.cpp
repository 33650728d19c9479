#include "core/imaging/overlap.h"

#include <gtest/gtest.h>

namespace chexgen::imaging {
namespace {

TEST(Overlap, CountsWhateverIsNotBackground) {
  const Image8 a{4, 1, 1, {255, 1, 0, 0}}, b{4, 1, 1, {0, 7, 7, 0}};
  const auto overlap = overlapOf(a, b);
  ASSERT_TRUE(overlap);
  EXPECT_DOUBLE_EQ(overlap->dice, 0.5);
  EXPECT_DOUBLE_EQ(overlap->iou, 1.0 / 3);
}

TEST(Overlap, OfNothingWithNothingIsWhole) {
  const Image8 none{2, 1, 1, {0, 0}};
  const auto overlap = overlapOf(none, none);
  ASSERT_TRUE(overlap);
  EXPECT_EQ(overlap->dice, 1);
}

TEST(Overlap, NeedsGreyMasksOfOneSize) {
  EXPECT_FALSE(overlapOf({2, 1, 1, {0, 0}}, {1, 2, 1, {0, 0}}));
  EXPECT_FALSE(overlapOf({1, 1, 3, {0, 0, 0}}, {1, 1, 3, {0, 0, 0}}));
}

}  // namespace
}  // namespace chexgen::imaging
