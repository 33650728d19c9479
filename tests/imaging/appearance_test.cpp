#include "core/imaging/appearance.h"

#include <numeric>

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/json.h"

namespace chexgen::imaging {
namespace {

Image8 formulaPicture(int width, int height) {
  Image8 picture = makeImage(width, height, 1).value();
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      picture.pixels[picture.index(x, y)] =
          static_cast<std::uint8_t>((3 * x * x + 7 * y * y + 5 * x * y) / 97 % 251);
  return picture;
}

TEST(OrientedGradients, EqualThoseOfScikitImage) {
  const auto text = base::readFile(CHEXGEN_HOG_REFERENCE, 1U << 20U);
  ASSERT_TRUE(text);
  const auto expected = base::Json::parse(*text).at("values").get<std::vector<double>>();
  const std::vector<float> found = orientedGradients(formulaPicture(128, 128));
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], 2e-6) << i;
}

TEST(OrientedGradients, OfAPictureWithoutTwoCellsAreNone) {
  EXPECT_TRUE(orientedGradients(formulaPicture(31, 64)).empty());
}

TEST(Appearance, DoesNotDependOnTheSizeOfThePictureNorOnItsBrightness) {
  const auto shape = [](int side, int brightest) {
    Image8 picture = makeImage(side, side, 1).value();
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) {
        const int dx = x * 256 / side - 100, dy = y * 256 / side - 140;
        picture.pixels[picture.index(x, y)] =
            static_cast<std::uint8_t>(dx * dx + 2 * dy * dy < 8000 ? brightest : brightest / 4);
      }
    return appearanceOf(picture).value();
  };
  const auto reference = shape(256, 200);
  EXPECT_EQ(reference.size(), 1568U + 1024U);
  const auto distance = [&](const std::vector<float>& other) {
    double sum = 0;
    for (std::size_t i = 0; i < other.size(); ++i) sum += std::abs(other[i] - reference[i]);
    return sum / static_cast<double>(other.size());
  };
  EXPECT_LT(distance(shape(512, 200)), 0.03);
  EXPECT_LT(distance(shape(256, 100)), 0.03);
}

TEST(Appearance, OfABlankPictureIsFinite) {
  const auto numbers = appearanceOf(makeImage(64, 64, 1).value()).value();
  for (const float number : numbers) ASSERT_EQ(number, 0.0F);
}

}  // namespace
}  // namespace chexgen::imaging
