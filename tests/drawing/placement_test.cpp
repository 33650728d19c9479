#include "core/drawing/placement.h"

#include <gtest/gtest.h>

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

TEST(Placement, NoPixelOfTheDrawingIsLostOverARadiographOfAnySize) {
  const imaging::Image8 drawn = noise();
  for (const Frame frame : {Frame{1024, 1024}, Frame{512, 512}, Frame{300, 301}, Frame{2500, 2048},
                            Frame{1111, 1400}, Frame{64, 640}}) {
    const imaging::Image8 mask = labelsOnFrame(drawn, frame);
    EXPECT_EQ(mask.width, frame.width * enlargement(frame));
    EXPECT_EQ(mask.height, frame.height * enlargement(frame));
    EXPECT_EQ(labelsOnSquare(mask, frame), drawn) << frame.width << " x " << frame.height;
  }
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
