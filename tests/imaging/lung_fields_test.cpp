#include "core/imaging/lung_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "core/imaging/lung_filters.h"
#include "core/imaging/lung_measures.h"
#include "core/imaging/radiograph.h"
#include "tests/support/golden.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

// ---- filters ----

Mask maskOf(std::initializer_list<const char*> lines) {
  Mask mask(static_cast<int>(std::char_traits<char>::length(*lines.begin())), static_cast<int>(lines.size()));
  int y = 0;
  for (const char* line : lines) {
    for (int x = 0; x < mask.width; ++x) mask.at(x, y) = line[x] == '#' ? 1 : 0;
    ++y;
  }
  return mask;
}

TEST(LungFilters, KeepTheLargestPartAndThePartsAtTheBorder) {
  const Mask mask = maskOf({"##......", "........", "...##...", "...##...", "....#...", "........"});
  EXPECT_EQ(largestComponent(mask).values,
            maskOf({"........", "........", "...##...", "...##...", "....#...", "........"}).values);
  EXPECT_EQ(touchingBorder(mask).values,
            maskOf({"##......", "........", "........", "........", "........", "........"}).values);
  EXPECT_EQ(areaOf(largestComponent(Mask(8, 6))), 0U);
}

TEST(LungFilters, FillHolesButNotBays) {
  EXPECT_EQ(
      holesFilled(maskOf({"........", ".#####..", ".#...#..", ".#####..", ".#...#..", ".#...#.."})).values,
      maskOf({"........", ".#####..", ".#####..", ".#####..", ".#...#..", ".#...#.."}).values);
}

TEST(LungFilters, MeasureDistanceAndOpenAndClose) {
  Mask square(21, 21);
  for (int y = 5; y <= 15; ++y)
    for (int x = 5; x <= 15; ++x) square.at(x, y) = 1;
  EXPECT_FLOAT_EQ(signedDistance(square).at(10, 18), 3);
  EXPECT_FLOAT_EQ(signedDistance(square).at(10, 10), -5);
  EXPECT_EQ(areaOf(eroded(square, 2)), 49U);    // 7 x 7
  EXPECT_EQ(areaOf(dilated(square, 1)), 165U);  // and 11 more at each side; corners are farther than 1
  Mask spur = square;
  spur.at(10, 3) = spur.at(10, 4) = 1;
  EXPECT_EQ(opened(spur, 2).at(10, 3), 0);
  Mask bay = square;
  bay.at(10, 5) = bay.at(10, 6) = 0;
  EXPECT_EQ(closed(bay, 2).at(10, 6), 1);
}

TEST(LungFilters, OpenGreyLevelsSoThatThinBrightLinesVanish) {
  Plane plane(16, 16, 50.0F);
  for (int x = 0; x < 16; ++x) plane.at(x, 7) = 200;  // a rib, one pixel thin
  EXPECT_FLOAT_EQ(greyOpened(plane, 2).at(8, 7), 50);
  EXPECT_NEAR(smoothed(Plane(16, 16, 50.0F), 3).at(0, 0), 50, 1e-3);
}

// ---- measures, by hand ----

void fill(Image8& mask, int left, int top, int right, int bottom) {
  for (int y = top; y <= bottom; ++y)
    for (int x = left; x <= right; ++x) mask.pixels[mask.index(x, y)] = 255;
}

// Two boxes of 40 x 50 pixels in 120 x 100; the right one has a recess of 8 columns and 10 rows.
LungFields boxes() {
  LungFields fields;
  fields.right.mask = fields.left.mask = *makeImage(120, 100, 1);
  fill(fields.right.mask, 10, 20, 49, 69);
  fill(fields.right.mask, 10, 70, 17, 79);
  fill(fields.left.mask, 70, 20, 109, 69);
  return fields;
}

constexpr LungEvidence sure{.support = 1, .agreement = 1};

TEST(LungMeasures, AreThoseOfBoxesMeasuredByHand) {
  LungFields fields = boxes();
  measureLungFields(fields, sure);
  EXPECT_TRUE(fields.plausible) << fields.reason;
  EXPECT_EQ(fields.right.box, (PixelBox{10, 20, 40, 60}));
  EXPECT_EQ(fields.left.box, (PixelBox{70, 20, 40, 50}));
  EXPECT_DOUBLE_EQ(fields.right.area, (40 * 50 + 8 * 10) / 12000.0);
  EXPECT_DOUBLE_EQ(fields.left.area, 40 * 50 / 12000.0);
  // Between the columns 49 and 70 lie 20; the thorax goes from 10 to 109.
  EXPECT_EQ(fields.heart.x, 50);
  EXPECT_EQ(fields.heart.width, 20);
  EXPECT_DOUBLE_EQ(fields.cardiothoracicRatio, 0.2);
  EXPECT_DOUBLE_EQ(fields.right.recessDepth, 10 / 60.0);
  EXPECT_DOUBLE_EQ(fields.left.recessDepth, 0);
}

TEST(LungMeasures, TakeTheHeartAtItsWidestBelowTheUpperThird) {
  LungFields fields = boxes();
  // The heart reaches into the left lung low down; the same notch at the apex is no heart.
  for (int x = 70; x <= 84; ++x)
    for (const int y : {50, 22}) fields.left.mask.pixels[fields.left.mask.index(x, y)] = 0;
  measureLungFields(fields, sure);
  EXPECT_EQ(fields.heart.x, 50);
  EXPECT_EQ(fields.heart.width, 35);
  EXPECT_DOUBLE_EQ(fields.cardiothoracicRatio, 0.35);
}

TEST(LungMeasures, SayWhyMasksAreNoLungs) {
  const auto reasonOf = [](LungFields fields, const LungEvidence& evidence = sure) {
    measureLungFields(fields, evidence);
    EXPECT_EQ(fields.plausible, fields.reason.empty());
    return fields.reason;
  };
  EXPECT_EQ(reasonOf(boxes()), "");
  EXPECT_THAT(reasonOf(boxes(), {.support = 0, .agreement = 1}), HasSubstr("not seen"));
  EXPECT_THAT(reasonOf(boxes(), {.support = 1, .agreement = 0.5}), HasSubstr("shape"));
  LungFields missing = boxes();
  missing.left.mask = *makeImage(120, 100, 1);
  EXPECT_THAT(reasonOf(missing), HasSubstr("No left lung"));
  LungFields swapped = boxes();
  std::swap(swapped.left.mask, swapped.right.mask);
  EXPECT_THAT(reasonOf(swapped), HasSubstr("beside"));
  LungFields uneven = boxes();
  uneven.left.mask = *makeImage(120, 100, 1);
  fill(uneven.left.mask, 70, 20, 84, 50);
  EXPECT_THAT(reasonOf(uneven), HasSubstr("three times"));
}

// ---- segmentation of a phantom ----

struct Phantom {
  Image8 image;
  Image8 right, left;  // what is lung in it
};

struct Ellipse {
  double x, y, halfWidth, halfHeight;
  [[nodiscard]] bool contains(double px, double py) const {
    return std::hypot((px - x) / halfWidth, (py - y) / halfHeight) <= 1;
  }
};

// A chest of ellipses, in shares of the image's sides: a bright body on black, two dark lungs, of which the
// right one is larger, with ribs across them, and the heart cut out of the left one.
Phantom chest(int width, int height) {
  const Ellipse body{0.5, 0.62, 0.44, 0.6};
  const Ellipse right{0.31, 0.47, 0.125, 0.29};
  const Ellipse left{0.68, 0.45, 0.11, 0.26};
  const Ellipse heart{0.55, 0.62, 0.11, 0.13};
  Phantom phantom{*makeImage(width, height, 1), *makeImage(width, height, 1), *makeImage(width, height, 1)};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double u = (x + 0.5) / width, v = (y + 0.5) / height;
      const std::size_t i = phantom.image.index(x, y);
      const bool inRight = right.contains(u, v);
      const bool inLeft = left.contains(u, v) && !heart.contains(u, v);
      if (inRight) phantom.right.pixels[i] = 255;
      if (inLeft) phantom.left.pixels[i] = 255;
      const double rib = std::fmod(v * 16 + 3 * std::abs(u - 0.5), 1.0) < 0.25 ? 25 : 0;
      double grey = body.contains(u, v) ? 190 + 20 * u : 3;
      if (inRight || inLeft) grey = 95 + 20 * v + rib;
      phantom.image.pixels[i] = static_cast<std::uint8_t>(grey);
    }
  }
  return phantom;
}

double dice(const Image8& a, const Image8& b) {
  double both = 0, sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    both += a.pixels[i] != 0 && b.pixels[i] != 0 ? 1 : 0;
    sum += (a.pixels[i] != 0 ? 1 : 0) + (b.pixels[i] != 0 ? 1 : 0);
  }
  return 2 * both / sum;
}

Image8 mirrored(Image8 image) {
  for (int y = 0; y < image.height; ++y) {
    const auto row = image.pixels.begin() + static_cast<std::ptrdiff_t>(image.index(0, y));
    std::reverse(row, row + image.width);
  }
  return image;
}

TEST(LungFields, AreFoundInAPhantomOfAnySize) {
  for (const auto& [width, height] :
       {std::pair(512, 512), std::pair(256, 256), std::pair(700, 580), std::pair(128, 128)}) {
    const Phantom phantom = chest(width, height);
    const auto fields = segmentLungFields(phantom.image);
    ASSERT_TRUE(fields) << fields.error().message;
    EXPECT_TRUE(fields->plausible) << width << ": " << fields->reason;
    EXPECT_EQ(fields->right.mask.width, width);
    EXPECT_EQ(fields->left.mask.height, height);
    EXPECT_GT(dice(fields->right.mask, phantom.right), 0.93) << width << " x " << height;
    EXPECT_GT(dice(fields->left.mask, phantom.left), 0.9) << width << " x " << height;
    EXPECT_TRUE(std::all_of(fields->right.mask.pixels.begin(), fields->right.mask.pixels.end(),
                            [](std::uint8_t v) { return v == 0 || v == 255; }));
  }
}

TEST(LungFields, KeepTheirSides) {
  const Phantom phantom = chest(256, 256);
  const auto fields = segmentLungFields(phantom.image);
  const auto mirror = segmentLungFields(mirrored(phantom.image));
  ASSERT_TRUE(fields);
  ASSERT_TRUE(mirror);
  // The larger lung is on the left of the image, which is the patient's right; in the mirror image it is the
  // left one.
  EXPECT_LT(fields->right.box.x, fields->left.box.x);
  EXPECT_GT(fields->right.area, 1.2 * fields->left.area);
  EXPECT_GT(mirror->left.area, 1.2 * mirror->right.area);
}

TEST(LungFields, GiveTheCardiothoracicRatioOfThePhantom) {
  Phantom phantom = chest(512, 512);
  LungFields truth;
  truth.right.mask = phantom.right;
  truth.left.mask = phantom.left;
  measureLungFields(truth, sure);
  const auto fields = segmentLungFields(phantom.image);
  ASSERT_TRUE(fields);
  EXPECT_NEAR(fields->cardiothoracicRatio, truth.cardiothoracicRatio, 0.03);
}

TEST(LungFields, AreTheSameEveryTime) {
  const Image8 image = chest(300, 320).image;
  EXPECT_EQ(bothLungs(*segmentLungFields(image)), bothLungs(*segmentLungFields(image)));
}

TEST(LungFields, AreNotPlausibleWhereThereIsNoChest) {
  for (const int level : {0, 128, 255}) {
    Image8 image = *makeImage(256, 256, 1);
    std::fill(image.pixels.begin(), image.pixels.end(), static_cast<std::uint8_t>(level));
    const auto fields = segmentLungFields(image);
    ASSERT_TRUE(fields) << fields.error().message;
    EXPECT_FALSE(fields->plausible) << level;
    EXPECT_FALSE(fields->reason.empty());
  }
}

TEST(LungFields, RefuseWhatIsNoGreyRadiograph) {
  EXPECT_EQ(segmentLungFields(*makeImage(256, 256, 3)).error().code, ErrorCode::argumentInvalid);
  EXPECT_EQ(segmentLungFields(*makeImage(256, 63, 1)).error().code, ErrorCode::argumentInvalid);
  EXPECT_FALSE(segmentLungFields({}));
}

TEST(LungFields, AreDrawnInTheColoursOfTheirSides) {
  LungFields fields = boxes();
  measureLungFields(fields, sure);
  const auto drawn = drawLungFields(*makeImage(120, 100, 1), fields);
  ASSERT_TRUE(drawn);
  const auto pixel = [&drawn](int x, int y) {
    const auto* p = drawn->pixels.data() + drawn->index(x, y);
    return std::array<int, 3>{p[0], p[1], p[2]};
  };
  EXPECT_GT(pixel(10, 40)[0], pixel(10, 40)[1]);    // red at the right lung's edge
  EXPECT_LT(pixel(109, 40)[0], pixel(109, 40)[1]);  // green at the left one's
  EXPECT_EQ(pixel(30, 40), (std::array<int, 3>{0, 0, 0}));
}

// ---- real radiographs ----

TEST(LungFields, ArePlausibleOnMostRealRadiographs) {
  CHEXGEN_DATA_OR_SKIP(folder, "nih-cxr-512/images");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  int plausible = 0, count = 0;
  for (std::size_t i = 0; i < files.size(); i += 60, ++count) {
    const auto image = readRadiograph(files[i]);
    ASSERT_TRUE(image) << image.error().message;
    const auto fields = segmentLungFields(*image);
    ASSERT_TRUE(fields) << fields.error().message;
    if (!fields->plausible) continue;
    ++plausible;
    // The right lung is the larger one in nearly everybody; half as large as the left would be a swap or a
    // miss.
    EXPECT_GT(fields->right.area, 0.5 * fields->left.area) << files[i];
    EXPECT_LT(fields->right.box.x, fields->left.box.x) << files[i];
  }
  EXPECT_GE(plausible, count * 9 / 10);
}

}  // namespace
}  // namespace chexgen::imaging
