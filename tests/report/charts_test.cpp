#include "core/report/charts.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>

namespace chexgen::report {
namespace {

using testing::HasSubstr;

template <class T>
std::vector<T> shapesOf(const Figure& figure) {
  std::vector<T> found;
  for (const Shape& shape : figure.shapes)
    if (const auto* one = std::get_if<T>(&shape)) found.push_back(*one);
  return found;
}

TEST(LikertChart, BarsAreAsLongAsTheirShareAndCentredOnTheMiddleStep) {
  const Figure figure = likertChart({{"ours", {1, 0, 2, 0, 1}}}, {"-2", "-1", "0", "+1", "+2"}, "c");
  std::vector<Rectangle> bars;
  for (const Rectangle& one : shapesOf<Rectangle>(figure))
    if (one.height > 10) bars.push_back(one);  // the legend's squares are smaller
  ASSERT_EQ(bars.size(), 3U) << "a step that nobody chose has no bar";
  EXPECT_NEAR(bars[1].width, 2 * bars[0].width, 1e-9);
  const Line zero = shapesOf<Line>(figure).back();
  EXPECT_NEAR(bars[1].x + bars[1].width / 2, zero.x1, 1e-9);
  EXPECT_EQ(bars[0].ink, Ink::worst);
  EXPECT_EQ(bars[1].ink, Ink::middle);
  EXPECT_EQ(bars[2].ink, Ink::best);
  EXPECT_THAT(figure.description, HasSubstr("ours: 1 -2, 0 -1, 2 0, 0 +1, 1 +2"))
      << "for whoever cannot see it";
}

TEST(LikertChart, WithoutAnyRatingIsEmptyAndNotBroken) {
  const Figure figure = likertChart({{"ours", {0, 0}}}, {"no", "yes"}, "c");
  for (const Rectangle& one : shapesOf<Rectangle>(figure)) EXPECT_EQ(one.width, 9) << "only the legend";
  EXPECT_GT(figure.height, 0);
}

TEST(RocChart, RunsFromTheLowerLeftToTheUpperRight) {
  const Figure figure = rocChart({{"ann", {{0, 0}, {0.25, 0.75}, {1, 1}}}}, "c");
  const Curve curve = shapesOf<Curve>(figure).front();
  ASSERT_EQ(curve.x.size(), 3U);
  EXPECT_LT(curve.x[0], curve.x[1]);
  EXPECT_GT(curve.y[0], curve.y[1]);
  EXPECT_NEAR((curve.x[1] - curve.x[0]) / (curve.x[2] - curve.x[0]), 0.25, 1e-9);
  EXPECT_NEAR((curve.y[0] - curve.y[1]) / (curve.y[0] - curve.y[2]), 0.75, 1e-9);
}

TEST(IntervalChart, PutsValuesAndReferenceOnOneAxis) {
  const Figure figure =
      intervalChart({{"a", 1, std::pair(0.5, 1.5)}, {"b", -1, std::nullopt}}, 0.0, "difference", "c");
  const auto points = shapesOf<Circle>(figure);
  ASSERT_EQ(points.size(), 2U);
  double reference = 0, low = 0, high = 0;
  for (const Line& line : shapesOf<Line>(figure)) {
    if (line.dashed) reference = line.x1;
    if (line.ink == Ink::first) low = line.x1, high = line.x2;
  }
  EXPECT_NEAR((points[0].x + points[1].x) / 2, reference, 1e-9);
  EXPECT_NEAR((low + high) / 2, points[0].x, 1e-9);
  EXPECT_THAT(figure.description, HasSubstr("a: 1.00 (0.50 to 1.50); b: −1.00"));
}

TEST(IntervalChart, OfOneValueOrNoneHasAnAxisAllTheSame) {
  EXPECT_TRUE(intervalChart({}, std::nullopt, "x", "c").shapes.empty());
  for (const Circle& point :
       shapesOf<Circle>(intervalChart({{"a", 2, std::nullopt}}, std::nullopt, "x", "c")))
    EXPECT_TRUE(point.x > 0 && point.x < 480) << "no division by nothing";
}

TEST(IntervalChart, HoldsValuesThatNobodyMeant) {
  constexpr double huge = 1e300, inf = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> sets{{-huge, huge}, {huge, huge},         {1e17, 1e17 + 16},
                                              {1, inf},      {-inf, std::nan("")}, {1e-300, 2e-300}};
  for (const auto& values : sets) {
    std::vector<IntervalRow> rows;
    for (const double value : values) rows.push_back({"a", value, std::pair(value, value)});
    const Figure figure = intervalChart(rows, std::nullopt, "x", "c");
    EXPECT_LT(figure.shapes.size(), 60U) << "an axis has a few ticks, not memory's fill";
    for (const Circle& point : shapesOf<Circle>(figure))
      EXPECT_TRUE(point.x > 0 && point.x < 480) << values[0] << ": " << point.x;
    for (const Words& words : shapesOf<Words>(figure)) {
      EXPECT_EQ(words.text.find('\0'), std::string::npos);
      EXPECT_LT(words.text.size(), 60U) << words.text;
    }
  }
}

}  // namespace
}  // namespace chexgen::report
