#include "core/drawing/label_raster.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace chexgen::drawing {
namespace {

imaging::Image8 blank(int width, int height) {
  return {width, height, 1,
          std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0)};
}

std::int64_t marked(const imaging::Image8& labels, std::uint8_t label) {
  return std::count(labels.pixels.begin(), labels.pixels.end(), label);
}

TEST(Brush, TakesThePixelsWhoseCentresItCovers) {
  imaging::Image8 labels = blank(40, 30);
  const Point centre{17.3, 12.8};
  constexpr double radius = 6.4;
  const Region region = paintStroke(labels, centre, centre, radius, 3);
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) {
      const bool covered = std::hypot(x + 0.5 - centre.x, y + 0.5 - centre.y) <= radius;
      EXPECT_EQ(labels.pixels[labels.index(x, y)], covered ? 3 : 0) << x << ' ' << y;
      if (covered) {
        EXPECT_TRUE(x >= region.left && x < region.right && y >= region.top && y < region.bottom);
      }
    }
  }
}

TEST(Brush, LeavesNoGapBetweenTwoPlacesFarApart) {
  imaging::Image8 labels = blank(300, 200);
  paintStroke(labels, {10, 10}, {290, 190}, 3, 1);
  for (int i = 0; i <= 100; ++i) {
    const int x = static_cast<int>(10 + 2.8 * i);
    const int y = static_cast<int>(10 + 1.8 * i);
    EXPECT_EQ(labels.pixels[labels.index(x, y)], 1);
  }
  // A capsule: a rectangle and two half circles.
  const double area = 6 * std::hypot(280, 180) + 9 * std::numbers::pi;
  EXPECT_NEAR(static_cast<double>(marked(labels, 1)), area, area * 0.02);
}

TEST(Brush, PaintsOverTheEdgeAndErasesWithNothing) {
  imaging::Image8 labels = blank(20, 20);
  paintStroke(labels, {-5, -5}, {25, 25}, 100, 2);
  EXPECT_EQ(marked(labels, 2), 400);
  paintStroke(labels, {10, 10}, {10, 10}, 2, 0);
  EXPECT_EQ(labels.pixels[labels.index(10, 10)], 0);
  EXPECT_TRUE(paintStroke(labels, {500, 500}, {500, 500}, 3, 1).isEmpty());
}

TEST(Polygon, FillsItsInsideByTheEvenOddRule) {
  imaging::Image8 labels = blank(20, 20);
  const std::vector<Point> square{{4, 5}, {12, 5}, {12, 9}, {4, 9}};
  fillPolygon(labels, square, 1);
  EXPECT_EQ(marked(labels, 1), 8 * 4);
  EXPECT_EQ(labels.pixels[labels.index(4, 5)], 1);
  EXPECT_EQ(labels.pixels[labels.index(12, 9)], 0);

  // A line that goes round twice leaves the part that it encloses twice empty.
  labels = blank(30, 30);
  const std::vector<Point> twice{{2, 2},   {28, 2},  {28, 28}, {2, 28},  {2, 2},
                                 {10, 10}, {20, 10}, {20, 20}, {10, 20}, {10, 10}};
  fillPolygon(labels, twice, 1);
  EXPECT_EQ(labels.pixels[labels.index(5, 15)], 1);
  EXPECT_EQ(labels.pixels[labels.index(15, 15)], 0);

  EXPECT_TRUE(fillPolygon(labels, std::vector<Point>{{1, 1}, {5, 5}}, 1).isEmpty());
}

TEST(Fill, StaysInsideItsOutline) {
  imaging::Image8 labels = blank(40, 40);
  for (int i = 10; i <= 30; ++i) {
    for (const auto& [x, y] : {std::pair{i, 10}, std::pair{i, 30}, std::pair{10, i}, std::pair{30, i}})
      labels.pixels[labels.index(x, y)] = 1;
  }
  const Region region = floodFill(labels, 20, 20, 2);
  EXPECT_EQ(marked(labels, 2), 19 * 19);
  EXPECT_EQ(region, (Region{11, 11, 30, 30}));
  EXPECT_TRUE(floodFill(labels, 20, 20, 2).isEmpty());
  EXPECT_TRUE(floodFill(labels, -1, 20, 2).isEmpty());
}

TEST(Smooth, TakesOffASpikeAndLeavesOtherLabels) {
  imaging::Image8 labels = blank(60, 60);
  fillPolygon(labels, std::vector<Point>{{10, 20}, {50, 20}, {50, 50}, {10, 50}}, 1);
  labels.pixels[labels.index(30, 12)] = 1;                               // a speck
  for (int y = 14; y < 20; ++y) labels.pixels[labels.index(40, y)] = 1;  // a spike
  labels.pixels[labels.index(30, 35)] = 0;                               // a hole
  labels.pixels[labels.index(5, 5)] = 2;
  smoothLabel(labels, 1, 2);
  EXPECT_EQ(labels.pixels[labels.index(30, 12)], 0);
  EXPECT_EQ(labels.pixels[labels.index(40, 15)], 0);
  EXPECT_EQ(labels.pixels[labels.index(30, 35)], 1);
  EXPECT_EQ(labels.pixels[labels.index(5, 5)], 2);
  EXPECT_EQ(labels.pixels[labels.index(30, 40)], 1);
}

TEST(Selection, IsStretchedOverTheLabels) {
  imaging::Image8 labels = blank(8, 8);
  imaging::Image8 selection = blank(4, 2);
  selection.pixels[selection.index(1, 1)] = 255;
  EXPECT_EQ(paintSelection(labels, selection, 4), (Region{2, 4, 4, 8}));
  EXPECT_EQ(marked(labels, 4), 8);
}

}  // namespace
}  // namespace chexgen::drawing
