// The greys on the screen are those of the reference table, and nothing is flipped, shifted or smoothed away.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/studio/viewer_fixture.h"

namespace chexgen::widgets {
namespace {

class ViewerGreys : public ViewerFixture {
 protected:
  // Every pixel of the radiograph at 1:1 against the table of greys.
  void expectReference(const imaging::GreyImage& image, const char* what, bool invert = false) {
    SCOPED_TRACE(what);
    viewer_->oneToOne();
    const QImage shown = screen();
    const auto expected = imaging::renderGreys(image, image.presentations.front(), invert);
    int worst = 0;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        worst = std::max(worst, std::abs(greyAt(shown, x, y) - expected.pixels[expected.index(x, y)]));
    EXPECT_LE(worst, 1);
  }
};

TEST_F(ViewerGreys, OneToOneIsTheReferenceTableForEveryKindOfRadiograph) {
  imaging::GreyImage image = phantom(201, 151);
  open(640, 480, image);
  expectReference(image, "a linear window");
  screenshot("viewer-phantom");

  image.presentations = {{"NARROW", {1500, 700, imaging::WindowShape::linear}, std::nullopt}};
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  expectReference(image, "a narrow window");

  image.presentations = {{"SIGMOID", {2000, 1500, imaging::WindowShape::sigmoid}, std::nullopt}};
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  expectReference(image, "a sigmoid");

  imaging::GreyTable table{.first = 0, .values = {}, .greatest = 1023};
  for (int i = 0; i < 4096; ++i) table.values.push_back(static_cast<std::uint16_t>(i * i / 16401));
  image.presentations = {{"LUT", {}, table}};
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  expectReference(image, "a VOI LUT");

  image.inverted = true;
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  expectReference(image, "MONOCHROME1");
  viewer_->setInverted(0, true);
  expectReference(image, "inverted by hand", true);

  for (auto& value : image.modality) value = value * 0.5F - 1024;  // signed values after a rescale
  image.presentations = {{"SIGNED", {-100, 1500, imaging::WindowShape::linearExact}, std::nullopt}};
  image.inverted = false;
  viewer_->setInverted(0, false);
  viewer_->setImage(0, std::make_shared<const imaging::GreyImage>(image));
  expectReference(image, "signed values");
}

TEST_F(ViewerGreys, TheBrightPixelIsAtTheUpperLeft) {
  const imaging::GreyImage image = phantom(64, 48);
  open(640, 480, image);
  const QImage shown = screen();  // fitted: ten times as large
  const auto standsOut = [&](int x, int y) { return greyAt(shown, x, y) - greyAt(shown, x + 2, y); };
  EXPECT_GT(standsOut(5, 3), 150);
  for (const QPoint& mirrored : {QPoint(58, 3), QPoint(5, 44), QPoint(58, 44), QPoint(3, 5)})
    EXPECT_LT(standsOut(mirrored.x(), mirrored.y()), 10);
}

TEST_F(ViewerGreys, AReducedPictureKeepsItsMeanGrey) {
  imaging::GreyImage image = phantom(1200, 900);
  // Fine stripes, which a picture of every third pixel would show as something else.
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      image.pixels[static_cast<std::size_t>(y) * 1200 + static_cast<std::size_t>(x)] =
          x % 2 == 0 ? 800 : 3200;
  open(400, 300, image);
  const QImage shown = screen();
  const auto expected = imaging::renderGreys(image, image.presentations.front(), false);
  const double mean = std::accumulate(expected.pixels.begin(), expected.pixels.end(), 0.0) /
                      static_cast<double>(expected.pixels.size());
  int least = 255;
  int greatest = 0;
  double sum = 0;
  for (int y = 10; y < 290; ++y) {
    for (int x = 10; x < 390; ++x) {
      const int grey = qGray(shown.pixel(x, y));
      least = std::min(least, grey);
      greatest = std::max(greatest, grey);
      sum += grey;
    }
  }
  EXPECT_NEAR(sum / (280.0 * 380.0), mean, 2);
  // One and two stripes in turn; a picture of every third pixel would differ by 150.
  EXPECT_LT(greatest - least, 60) << "the stripes are averaged";
}

TEST_F(ViewerGreys, AnEmptyViewportIsTheSurroundAndAPictureIsNotBlank) {
  open(400, 300, phantom(100, 75));
  const auto spread = [&] {
    const QImage shown = screen();
    int least = 255;
    int greatest = 0;
    for (int y = 40; y < 260; y += 4)
      for (int x = 40; x < 360; x += 4) {
        least = std::min(least, qGray(shown.pixel(x, y)));
        greatest = std::max(greatest, qGray(shown.pixel(x, y)));
      }
    return std::pair(least, greatest);
  };
  const auto [dark, bright] = spread();
  EXPECT_GT(bright - dark, 100);
  viewer_->setImage(0, nullptr);
  const auto [least, greatest] = spread();
  EXPECT_LE(greatest, 16);
  EXPECT_EQ(least, greatest);
}

TEST_F(ViewerGreys, EachViewportShowsItsOwnRadiograph) {
  const imaging::GreyImage first = phantom(64, 48);
  imaging::GreyImage second = first;
  std::reverse(second.pixels.begin(), second.pixels.end());
  open(800, 300, first);
  viewer_->setGrid(1, 2);
  viewer_->setImage(1, std::make_shared<const imaging::GreyImage>(second));
  bare();
  const QImage shown = screen();
  EXPECT_NEAR(greyAt(shown, 2, 2, 0), greyAt(shown, 61, 45, 1), 1);
  EXPECT_GT(std::abs(greyAt(shown, 2, 2, 0) - greyAt(shown, 2, 2, 1)), 100);
  screenshot("viewer-two");
}

}  // namespace
}  // namespace chexgen::widgets
