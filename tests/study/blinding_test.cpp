#include "core/study/blinding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/study/pictures.h"

namespace chexgen::study {
namespace {

TEST(Blinding, MakesEveryImageSmallerSoThatNoneKeepsItsOwnGrain) {
  EXPECT_EQ(commonSide({256, 512, 300}, 0).value(), 230);
  EXPECT_EQ(commonSide({256}, 0.1).value(), 184);
  EXPECT_FALSE(commonSide({}, 0));
  EXPECT_FALSE(commonSide({64}, 0));
  EXPECT_FALSE(commonSide({256}, 0.3));
}

TEST(Blinding, UsesAllGreysWhateverDepthAndRangeTheImageHad) {
  const imaging::Image8 wide = tests::picture(300, 1);
  imaging::Image8 narrow = wide;  // a sixth of the greys
  for (auto& grey : narrow.pixels) grey = static_cast<std::uint8_t>(100 + grey / 6);
  for (const imaging::Image8& image : {wide, narrow}) {
    const auto made = blinded(image, {.side = 230});
    ASSERT_TRUE(made);
    const std::set<std::uint8_t> levels(made->pixels.begin(), made->pixels.end());
    EXPECT_GE(levels.size(), 250U);
    EXPECT_EQ(*levels.begin(), 0);
    EXPECT_EQ(*levels.rbegin(), 255);
  }
}

TEST(Blinding, KeepsThePictureWhereItIsAndUpright) {
  imaging::Image8 image{400, 300, 1, std::vector<std::uint8_t>(400 * 300, 40)};
  for (int y = 30; y < 60; ++y)
    for (int x = 80; x < 110; ++x) image.pixels[image.index(x, y)] = 240;  // upper left of the middle square
  const auto made = blinded(image, {.side = 100});
  ASSERT_TRUE(made);
  const auto brightest = std::max_element(made->pixels.begin(), made->pixels.end()) - made->pixels.begin();
  EXPECT_NEAR(static_cast<double>(brightest % 100), (95 - 50) / 3.0, 6);
  EXPECT_NEAR(static_cast<double>(brightest / 100), 45 / 3.0, 6);
}

TEST(Blinding, CutsBurnedInMarkersOff) {
  imaging::Image8 image = tests::picture(300, 2);
  for (int y = 0; y < 12; ++y)
    for (int x = 0; x < 20; ++x) image.pixels[image.index(x, y)] = 255;
  imaging::Image8 without = tests::picture(300, 2);
  EXPECT_NE(blinded(image, {.side = 200}).value(), blinded(without, {.side = 200}).value());
  EXPECT_EQ(blinded(image, {.side = 200, .cropped = 0.08}).value(),
            blinded(without, {.side = 200, .cropped = 0.08}).value());
}

TEST(Blinding, RefusesWhatCannotBeRated) {
  EXPECT_FALSE(blinded({300, 300, 1, std::vector<std::uint8_t>(300 * 300, 7)}, {.side = 200})) << "plain";
  EXPECT_FALSE(blinded(tests::picture(200, 1), {.side = 200})) << "not made smaller";
  EXPECT_FALSE(blinded({4, 4, 1, {}}, {.side = 2}));
}

TEST(Blinding, MaskedCornersAreBlackAndCountForNothing) {
  imaging::Image8 image = tests::picture(128, 1);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 20; ++x) image.pixels[image.index(x, y)] = 255;  // a burned-in marker
  const auto masked = blinded(image, {.side = 100, .masked = 0.2});
  ASSERT_TRUE(masked) << base::describe(masked.error());
  for (const int x : {0, 19, 80, 99})
    for (const int y : {0, 19, 80, 99}) EXPECT_EQ(masked->pixels[masked->index(x, y)], 0) << x << ", " << y;
  EXPECT_NE(masked->pixels[masked->index(50, 0)], 0);
  EXPECT_GT(*std::max_element(masked->pixels.begin(), masked->pixels.end()), 250)
      << "the marker's white does not set the range";
  EXPECT_FALSE(blinded(image, {.side = 100, .masked = 0.5}));
}

}  // namespace
}  // namespace chexgen::study
