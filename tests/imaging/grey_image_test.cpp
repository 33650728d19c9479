#include "core/imaging/grey_image.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/imaging/png.h"
#include "core/imaging/read_grey.h"
#include "tests/imaging/hostile_png.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;

// One pixel for each modality value given.
GreyImage imageOf(std::vector<float> values) {
  GreyImage image;
  image.width = static_cast<int>(values.size());
  image.height = 1;
  image.pixels.resize(values.size());
  std::iota(image.pixels.begin(), image.pixels.end(), std::uint16_t{0});
  image.modality = std::move(values);
  return image;
}

GreyPresentation window(double centre, double width, WindowShape shape = WindowShape::linear) {
  return {.name = {}, .window = {.centre = centre, .width = width, .shape = shape}, .table = {}};
}

using Greys = std::vector<std::uint8_t>;

TEST(GreyImage, OfEightBitsShowsItsPixelsAsTheyAre) {
  Image8 picture = *makeImage(16, 16, 1);
  std::iota(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{0});
  const auto image = greyImageFrom8Bit(picture);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->valueAt(5, 2), 37);
  ASSERT_EQ(image->presentations.size(), 1U);
  EXPECT_EQ(renderGreys(*image, image->presentations.front(), false), picture);
}

TEST(GreyImage, RefusesColourAndInconsistentPictures) {
  EXPECT_EQ(greyImageFrom8Bit(*makeImage(4, 4, 3)).error().code, ErrorCode::argumentInvalid);
  Image8 torn = *makeImage(4, 4, 1);
  torn.pixels.pop_back();
  EXPECT_EQ(greyImageFrom8Bit(torn).error().code, ErrorCode::argumentInvalid);
}

// The worked values of PS3.3 C.11.2.1.2.1: centre 2048, width 4096 is black at 0 and white at 4095; centre
// 2048, width 1 is black up to 2047 and white from 2048; with centre 0 and width 100, -50 is black and 49
// white; width 1, centre 0 splits at -1 and 0.
TEST(GreyWindow, LinearHasTheStandardsExamples) {
  EXPECT_EQ(greyTable(imageOf({-1, 0, 4095, 5000}), window(2048, 4096), false), (Greys{0, 0, 255, 255}));
  EXPECT_EQ(greyTable(imageOf({2047, 2048}), window(2048, 1), false), (Greys{0, 255}));
  EXPECT_EQ(greyTable(imageOf({-51, -50, 49, 50}), window(0, 100), false), (Greys{0, 0, 255, 255}));
  EXPECT_EQ(greyTable(imageOf({-1, 0}), window(0, 1), false), (Greys{0, 255}));
}

// PS3.3 C.11.2.1.3.2: centre 2048, width 4096 is black at 0 and white at 4096, with the centre in the middle.
TEST(GreyWindow, LinearExactHasNoHalfSteps) {
  EXPECT_EQ(
      greyTable(imageOf({0, 1024, 2048, 3072, 4096}), window(2048, 4096, WindowShape::linearExact), false),
      (Greys{0, 64, 128, 191, 255}));
  EXPECT_EQ(greyTable(imageOf({0.25F, 0.5F, 0.75F}), window(0.5, 0.5, WindowShape::linearExact), false),
            (Greys{0, 128, 255}));
}

// 1 / (1 + exp(-4 (x - c) / w)): 1/2 at the centre, 1 / (1 + e^-2) = 0.8808 half a width above.
TEST(GreyWindow, SigmoidIsTheLogisticCurve) {
  EXPECT_EQ(
      greyTable(imageOf({0, 100, 150, 200, 1e9F, -1e9F}), window(100, 100, WindowShape::sigmoid), false),
      (Greys{5, 128, 225, 250, 255, 0}));
}

TEST(GreyLut, GoesOnWithItsEndsAndTakesTheNearerEntry) {
  GreyPresentation lut;
  lut.table = GreyTable{.first = -2, .values = {0, 100, 200, 1023}, .greatest = 1023};
  EXPECT_EQ(greyTable(imageOf({-50, -2, -1, -0.6F, -0.4F, 0, 1, 900}), lut, false),
            (Greys{0, 0, 25, 25, 50, 50, 255, 255}));
}

TEST(Polarity, IsInvertedByTheImageOrTheUserButNotByBoth) {
  GreyImage image = imageOf({0, 51, 255});
  EXPECT_EQ(greyTable(image, window(128, 256), true), (Greys{255, 204, 0}));
  image.inverted = true;
  EXPECT_EQ(greyTable(image, window(128, 256), false), (Greys{255, 204, 0}));
  EXPECT_EQ(greyTable(image, window(128, 256), true), (Greys{0, 51, 255}));
}

// ---- pictures ----

TEST(ReadGreyImage, KeepsTheSixteenBitsOfAPng) {
  const std::string rows =
      std::string("\0\x00\x00\x01\x02\xff\xff", 7) + std::string("\0\x80\x00\x00\x07\x12\x34", 7);
  const auto image = decodeGreyImage(tests::bytesOf(tests::pngFile(3, 2, 16, 0, rows)));
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->valueAt(0, 0), 0);
  EXPECT_EQ(image->valueAt(1, 0), 0x0102);
  EXPECT_EQ(image->valueAt(2, 0), 0xffff);
  EXPECT_EQ(image->valueAt(0, 1), 0x8000);
  EXPECT_EQ(image->valueAt(2, 1), 0x1234);
  // v / 257 rounded: 258 / 257 = 1, 32768 / 257 = 127.5, 4660 / 257 = 18.1
  EXPECT_EQ(renderGreys(*image, image->presentations.front(), false).pixels, (Greys{0, 1, 255, 128, 0, 18}));
}

TEST(ReadGreyImage, HasOneFrameInAPicture) {
  const std::string png = *encodePng(*makeImage(3, 2, 1));
  EXPECT_EQ(decodeGreyImage(tests::bytesOf(png))->frames, 1);
  EXPECT_EQ(decodeGreyImage(tests::bytesOf(png), "a.png", 1).error().code, ErrorCode::argumentInvalid);
}

}  // namespace
}  // namespace chexgen::imaging
