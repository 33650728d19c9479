#include "core/imaging/resample.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/imaging/hostile_png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using tests::patterned;

struct Expectation {
  Filter filter;
  int width, height;
  std::vector<std::uint8_t> pixels;
};

// Image.resize of Pillow 11.3.0 on the 7 x 5 grey picture (x · 37 + y · 91 + x · y · 29) mod 256.
TEST(Resample, GivesPillowsPixels) {
  const Expectation expectations[] = {
      {Filter::box, 4, 3, {72, 111, 124, 201, 102, 164, 50, 193, 68, 89, 105, 121}},
      {Filter::box, 9, 2, {91, 72, 72, 138, 118, 99, 165, 165, 231, 63, 73, 73, 84, 94, 105, 115, 115, 126}},
      {Filter::bilinear, 4, 3, {65, 111, 123, 200, 105, 119, 98, 190, 68, 87, 110, 111}},
      {Filter::bilinear,
       9,
       2,
       {79, 85, 111, 133, 103, 100, 136, 187, 231, 87, 77, 80, 97, 121, 91, 106, 139, 168}},
      {Filter::bicubic, 4, 3, {63, 113, 120, 207, 106, 123, 89, 199, 64, 84, 111, 109}},
      {Filter::bicubic,
       9,
       2,
       {79, 80, 113, 139, 105, 94, 133, 195, 241, 92, 74, 75, 98, 122, 87, 101, 138, 164}},
  };
  for (const Expectation& wanted : expectations) {
    const auto ours = resize(patterned(7, 5, 1), wanted.width, wanted.height, wanted.filter);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(ours->pixels, wanted.pixels) << static_cast<int>(wanted.filter) << " to " << wanted.width;
  }
}

TEST(Resample, TreatsEachChannelLikeAGreyPicture) {
  const Image8 colour = patterned(31, 23, 3);
  for (const Filter filter : {Filter::box, Filter::bilinear, Filter::bicubic}) {
    const auto small = resize(colour, 12, 40, filter);
    ASSERT_TRUE(small);
    for (int c = 0; c < 3; ++c) {
      Image8 plane = patterned(31, 23, 1);
      Image8 wanted{.width = 12, .height = 40, .channels = 1, .pixels = {}};
      for (std::size_t i = 0; i < plane.pixels.size(); ++i) {
        plane.pixels[i] = colour.pixels[i * 3 + static_cast<std::size_t>(c)];
      }
      for (std::size_t i = static_cast<std::size_t>(c); i < small->pixels.size(); i += 3) {
        wanted.pixels.push_back(small->pixels[i]);
      }
      EXPECT_EQ(resize(plane, 12, 40, filter), wanted);
    }
  }
}

TEST(Resample, ReturnsTheSamePixelsAtTheSameSize) {
  const Image8 image = patterned(20, 10, 3);
  EXPECT_EQ(resize(image, 20, 10, Filter::bicubic), image);
}

TEST(Resample, KeepsAFlatPictureFlat) {
  for (const int level : {0, 1, 127, 254, 255}) {
    Image8 flat = patterned(37, 29, 1);
    std::fill(flat.pixels.begin(), flat.pixels.end(), static_cast<std::uint8_t>(level));
    for (const Filter filter : {Filter::box, Filter::bilinear, Filter::bicubic}) {
      const auto small = resize(flat, 11, 70, filter);
      ASSERT_TRUE(small);
      EXPECT_EQ(std::count(small->pixels.begin(), small->pixels.end(), level), 11 * 70);
    }
  }
}

TEST(Resample, RefusesEmptyAndHugeSizes) {
  EXPECT_EQ(resize(patterned(4, 4, 1), 0, 4, Filter::box).error().code, ErrorCode::formatInvalid);
  EXPECT_EQ(resize(patterned(4, 4, 1), 4, -1, Filter::box).error().code, ErrorCode::formatInvalid);
  EXPECT_EQ(resize(patterned(4, 4, 1), 20000, 4, Filter::box).error().code, ErrorCode::fileTooLarge);
}

}  // namespace
}  // namespace chexgen::imaging
