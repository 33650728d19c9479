#include "core/imaging/burned_mark.h"

#include <gtest/gtest.h>

#include "core/imaging/png.h"
#include "tests/imaging/hostile_png.h"

namespace chexgen::imaging {
namespace {

TEST(BurnedMark, ChangesOnlyTheLowerLeftCorner) {
  const Image8 image{512, 512, 1, std::vector<std::uint8_t>(512 * 512, 128)};
  const auto marked = withBurnedMark(image);
  ASSERT_TRUE(marked) << marked.error().message;
  int changed = 0;
  for (int y = 0; y < 512; ++y)
    for (int x = 0; x < 512; ++x) {
      if (marked->pixels[marked->index(x, y)] == 128) continue;
      ++changed;
      EXPECT_GT(y, 480);
      EXPECT_LT(x, 130);
    }
  EXPECT_GT(changed, 200);
}

TEST(BurnedMark, RefusesColourAndTinyPictures) {
  EXPECT_FALSE(withBurnedMark(tests::patterned(128, 128, 3)));
  EXPECT_FALSE(withBurnedMark(tests::patterned(32, 128, 1)));
}

TEST(GreyPng16, HasEveryGreyTimes257AndTheTexts) {
  const Image8 image = tests::patterned(33, 21, 1);
  const std::array<PngText, 1> texts{PngText{"Synthetic", "YES"}};
  const auto bytes = encodeGreyPng16(image, texts);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto wide = decodeGreyPng16(tests::bytesOf(*bytes));
  ASSERT_TRUE(wide) << wide.error().message;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) ASSERT_EQ(wide->pixels[i], image.pixels[i] * 257);
  EXPECT_EQ(decodePng(tests::bytesOf(*bytes)).value(), image);
  EXPECT_EQ(decodePngTexts(tests::bytesOf(*bytes)).value().front(), texts.front());
  EXPECT_FALSE(encodeGreyPng16(tests::patterned(4, 4, 3)));
}

}  // namespace
}  // namespace chexgen::imaging
