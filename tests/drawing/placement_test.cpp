#include "core/drawing/placement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/drawing/document.h"

namespace chexgen::drawing {
namespace {

// Every pixel on its own, so that one that is lost or doubled shows.
imaging::Image8 noise() {
  imaging::Image8 labels{documentSide, documentSide, 1, {}};
  std::mt19937 random(3);
  for (int i = 0; i < documentSide * documentSide; ++i)
    labels.pixels.push_back(static_cast<std::uint8_t>(random() % 10));
  return labels;
}

TEST(Placement, NoPixelOfTheDrawingIsLostOverARadiographThatIsAsFine) {
  const imaging::Image8 drawn = noise();
  for (const Frame frame : {Frame{1024, 1024}, Frame{2500, 2048}, Frame{1111, 1400}, Frame{1025, 4000}}) {
    const imaging::Image8 mask = labelsOnFrame(drawn, frame);
    EXPECT_EQ(mask.width, frame.width);
    EXPECT_EQ(mask.height, frame.height);
    EXPECT_EQ(labelsOnSquare(mask, frame), drawn) << frame.width << " x " << frame.height;
  }
}

// A lung, a thin curve that grows out of it, a speck, and a second label inside the first.
imaging::Image8 sketch() {
  imaging::Image8 labels{documentSide, documentSide, 1, {}};
  labels.pixels.resize(std::size_t{documentSide} * documentSide);
  paintStroke(labels, {300, 300}, {340, 700}, 90, 1);
  for (int x = 350; x < 800; x += 10)
    paintStroke(labels, {double(x), 500 + 80 * std::sin(x / 60.0)},
                {double(x + 10), 500 + 80 * std::sin((x + 10) / 60.0)}, 0.8, 1);
  labels.pixels[labels.index(901, 77)] = 2;
  paintStroke(labels, {300, 400}, {330, 430}, 1, 3);
  paintStroke(labels, {700, 800}, {900, 900}, 30, 4);
  return labels;
}

std::size_t partsOf(const imaging::Image8& labels, std::uint8_t label) {
  imaging::Image8 left = labels;
  std::size_t parts = 0;
  for (auto& pixel : left.pixels) pixel = pixel == label ? 1 : 0;
  for (int y = 0; y < left.height; ++y)
    for (int x = 0; x < left.width; ++x) {
      if (left.pixels[left.index(x, y)] == 0) continue;
      ++parts;
      std::vector<std::pair<int, int>> open{{x, y}};
      while (!open.empty()) {
        const auto [u, v] = open.back();
        open.pop_back();
        if (u < 0 || v < 0 || u >= left.width || v >= left.height || left.pixels[left.index(u, v)] == 0)
          continue;
        left.pixels[left.index(u, v)] = 0;
        for (int dv = -1; dv <= 1; ++dv)
          for (int du = -1; du <= 1; ++du) open.emplace_back(u + du, v + dv);
      }
    }
  return parts;
}

TEST(Placement, OverACoarserRadiographNothingVanishesAndBordersStayWithinAPixel) {
  const imaging::Image8 drawn = sketch();
  for (const Frame frame : {Frame{1000, 1000}, Frame{700, 900}, Frame{512, 512}, Frame{300, 301},
                            Frame{256, 256}, Frame{100, 130}}) {
    SCOPED_TRACE(testing::Message() << frame.width << " x " << frame.height);
    const imaging::Image8 mask = labelsOnFrame(drawn, frame);
    ASSERT_EQ(mask.width, frame.width);
    ASSERT_EQ(mask.height, frame.height);
    const imaging::Image8 back = labelsOnSquare(mask, frame);
    const int side = std::min(frame.width, frame.height);
    // Wherever drawing and what came back differ, the other label is at most one radiograph's pixel away.
    const int reach = 2 * ((documentSide + side - 1) / side);
    const auto isWithin = [&](const imaging::Image8& in, int x, int y, std::uint8_t label) {
      for (int v = std::max(0, y - reach); v <= std::min(documentSide - 1, y + reach); ++v)
        for (int u = std::max(0, x - reach); u <= std::min(documentSide - 1, x + reach); ++u)
          if (in.pixels[in.index(u, v)] == label) return true;
      return false;
    };
    std::size_t far = 0;
    for (int y = 0; y < documentSide; ++y)
      for (int x = 0; x < documentSide; ++x) {
        const std::uint8_t was = drawn.pixels[drawn.index(x, y)], is = back.pixels[back.index(x, y)];
        if (was == is) continue;
        if (!isWithin(back, x, y, was) || !isWithin(drawn, x, y, is)) ++far;
      }
    EXPECT_EQ(far, 0U);
    for (std::uint8_t label = 1; label <= 4; ++label) EXPECT_EQ(partsOf(mask, label), 1U) << int(label);
    EXPECT_EQ(labelsOnFrame(back, frame), mask) << "written again, it is the same";
  }
}

TEST(Placement, AreasKeepTheirSizeOverACoarserRadiograph) {
  imaging::Image8 drawn{documentSide, documentSide, 1, {}};
  drawn.pixels.resize(std::size_t{documentSide} * documentSide);
  paintStroke(drawn, {500, 300}, {520, 700}, 150, 1);
  const auto count = [](const imaging::Image8& image) {
    return static_cast<double>(std::count(image.pixels.begin(), image.pixels.end(), 1));
  };
  for (const int side : {1000, 512, 256, 128}) {
    const double share = count(labelsOnFrame(drawn, {side, side})) / (double(side) * side);
    EXPECT_NEAR(share / (count(drawn) / (double(documentSide) * documentSide)), 1, 0.01) << side;
  }
}

TEST(Placement, AThinLineOfAFinerMaskIsKept) {
  imaging::Image8 mask{3000, 3000, 1, {}};
  mask.pixels.resize(3000U * 3000U);
  for (int x = 100; x < 2900; ++x) mask.pixels[mask.index(x, 1501)] = 2;
  const imaging::Image8 square = labelsOnSquare(mask, {3000, 3000});
  EXPECT_EQ(std::count(square.pixels.begin(), square.pixels.end(), 2), 956) << "2800 pixels of 3000 / 1024";
  EXPECT_EQ(partsOf(square, 2), 1U);
}

TEST(Placement, MasksOfEarlierVersionsThatAreLargerThanTheirRadiographLieOverIt) {
  const Frame frame{300, 301};
  imaging::Image8 larger{1200, 1204, 1, {}};
  larger.pixels.resize(1200U * 1204U);
  larger.pixels[larger.index(600, 2 + 602)] = 5;
  const imaging::Image8 square = labelsOnSquare(larger, frame);
  EXPECT_EQ(std::count(square.pixels.begin(), square.pixels.end(), 5), 1);
  EXPECT_EQ(square.pixels[square.index(512, 515)], 5) << "the frame's centre square begins at its top row";
}

TEST(Placement, AMaskLiesOnTheCentreSquare) {
  imaging::Image8 drawn{documentSide, documentSide, 1,
                        std::vector<std::uint8_t>(std::size_t{documentSide} * documentSide, 1)};
  const imaging::Image8 mask = labelsOnFrame(drawn, {3000, 2000});
  EXPECT_EQ(mask.pixels[mask.index(499, 1000)], 0);
  EXPECT_EQ(mask.pixels[mask.index(500, 0)], 1);
  EXPECT_EQ(mask.pixels[mask.index(2499, 1999)], 1);
  EXPECT_EQ(mask.pixels[mask.index(2500, 1000)], 0);
}

TEST(Placement, BoxesGoToTheRadiographAndComeBack) {
  const std::vector<imaging::FindingBox> drawn{
      {imaging::findings().front(), 100, 200, 300, 400, {}},
      {imaging::findings().back(), 0, 0, documentSide, documentSide, {}}};
  const imaging::BoxSheet sheet = boxesOnFrame(drawn, {2048, 3000});
  EXPECT_DOUBLE_EQ(sheet.boxes[0].x, 200);
  EXPECT_DOUBLE_EQ(sheet.boxes[0].y, 476 + 400);
  EXPECT_DOUBLE_EQ(sheet.boxes[0].height, 800);
  const SquareBoxes back = boxesOnSquare(sheet);
  ASSERT_EQ(back.boxes.size(), 2U);
  EXPECT_EQ(back.cut + back.lost, 0);
  EXPECT_EQ(back.boxes[0].x, 100);
  EXPECT_EQ(back.boxes[0].y, 200);
  EXPECT_EQ(back.boxes[1].width, documentSide);
}

TEST(Placement, BoxesBesideTheCentreSquareAreLeftOutAndThoseOverItsEdgeAreCut) {
  imaging::BoxSheet sheet{3000, 2000, {}};
  sheet.boxes = {{imaging::findings().front(), 10, 10, 400, 400, {}},
                 {imaging::findings().front(), 400, 500, 200, 100, {}}};
  const SquareBoxes placed = boxesOnSquare(sheet);
  EXPECT_EQ(placed.lost, 1);
  EXPECT_EQ(placed.cut, 1);
  ASSERT_EQ(placed.boxes.size(), 1U);
  EXPECT_DOUBLE_EQ(placed.boxes[0].x, 0);
  EXPECT_DOUBLE_EQ(placed.boxes[0].width, 100 * 1024.0 / 2000);
}

}  // namespace
}  // namespace chexgen::drawing
