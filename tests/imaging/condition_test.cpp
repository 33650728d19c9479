#include "core/imaging/condition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/imaging/png.h"
#include "core/imaging/prepare.h"
#include "tests/imaging/hostile_png.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::patterned;

using Colour = std::array<std::uint8_t, 3>;

Colour colourAt(const Image8& image, int x, int y) {
  return {image.pixels[image.index(x, y, 0)], image.pixels[image.index(x, y, 1)],
          image.pixels[image.index(x, y, 2)]};
}

FindingBox box(const char* label, double x, double y, double width, double height) {
  return {findingNamed(label).value(), x, y, width, height, "box 1"};
}

const Colour black{};

TEST(MaskCondition, KeepsGreyLevelsAndSize) {
  const auto made = conditionFromMask(patterned(32, 32, 1), 32);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->image, toRgb(patterned(32, 32, 1)).value());
  EXPECT_THAT(made->remarks, IsEmpty());
}

TEST(MaskCondition, IsWhatTheNetworkWouldHaveSeen) {
  const Image8 mask = patterned(100, 70, 1);
  const auto made = conditionFromMask(mask, 32);
  ASSERT_TRUE(made);
  EXPECT_EQ(prepareCondition(made->image, 32), prepareCondition(mask, 32).value());
}

TEST(MaskCondition, RemarksOnEmptyFullAndCutMasks) {
  Image8 mask = makeImage(40, 40, 1).value();
  EXPECT_THAT(conditionFromMask(mask, 16)->remarks, ElementsAre(HasSubstr("empty")));
  std::fill(mask.pixels.begin(), mask.pixels.end(), std::uint8_t{255});
  EXPECT_THAT(conditionFromMask(mask, 16)->remarks, ElementsAre(HasSubstr("full")));
  EXPECT_THAT(conditionFromMask(patterned(40, 30, 1), 16)->remarks,
              ElementsAre(HasSubstr("not square"), HasSubstr("% of what is marked")));
}

TEST(MaskCondition, RemarksOnMarksThatTheModelIsNotShown) {
  Image8 wide = makeImage(100, 40, 1).value();
  for (int y = 0; y < 40; ++y)
    for (int x = 0; x < 20; ++x) wide.pixels[wide.index(x, y)] = 255;
  EXPECT_THAT(conditionFromMask(wide, 16)->remarks,
              ElementsAre(HasSubstr("not square"), HasSubstr("lies in the centre square")));
  for (int y = 0; y < 40; ++y) wide.pixels[wide.index(50, y)] = 255;
  EXPECT_THAT(conditionFromMask(wide, 16)->remarks, ElementsAre(HasSubstr("not square"), HasSubstr("95 %")));
  Image8 speck = makeImage(4000, 4000, 1).value();
  speck.pixels[speck.index(2000, 2000)] = 255;
  EXPECT_THAT(conditionFromMask(speck, 16)->remarks, ElementsAre(HasSubstr("too small")));
}

TEST(BoxCondition, DrawsAnOutlineInsideTheBox) {
  const BoxSheet sheet{.width = 256, .height = 256, .boxes = {box("Mass", 20, 30, 100, 50)}};
  const auto made = conditionFromBoxes(sheet, 256);
  ASSERT_TRUE(made) << made.error().message;
  const Colour colour = findingNamed("Mass")->colour;
  const Image8& image = made->image;
  for (const auto& [x, y] : {std::pair{20, 30}, {21, 31}, {119, 79}, {118, 78}, {60, 31}, {21, 50}}) {
    EXPECT_EQ(colourAt(image, x, y), colour) << x << ", " << y;
  }
  for (const auto& [x, y] :
       {std::pair{19, 30}, {20, 29}, {22, 32}, {117, 77}, {120, 79}, {119, 80}, {60, 50}}) {
    EXPECT_EQ(colourAt(image, x, y), black) << x << ", " << y;
  }
  EXPECT_THAT(made->remarks, IsEmpty());
}

TEST(BoxCondition, ScalesTheLineWithTheSize) {
  for (const auto& [size, thickness] : {std::pair{32, 1}, {64, 1}, {256, 2}, {512, 4}, {1024, 8}}) {
    const BoxSheet sheet{.width = 64, .height = 64, .boxes = {box("Nodule", 0, 0, 64, 64)}};
    const Image8 image = conditionFromBoxes(sheet, size)->image;
    int coloured = 0;
    for (int x = 0; x < size / 2; ++x) coloured += colourAt(image, x, size / 2) == black ? 0 : 1;
    EXPECT_EQ(coloured, thickness) << size;
  }
}

TEST(BoxCondition, MapsBoxesIntoTheCentreSquare) {
  // 200 x 100 at size 100: columns 50 to 150 are seen.
  const BoxSheet sheet{.width = 200, .height = 100, .boxes = {box("Mass", 60, 10, 20, 20)}};
  const auto made = conditionFromBoxes(sheet, 100);
  ASSERT_TRUE(made);
  EXPECT_THAT(made->remarks, ElementsAre(HasSubstr("not square")));
  EXPECT_EQ(colourAt(made->image, 10, 10), findingNamed("Mass")->colour);
  EXPECT_EQ(colourAt(made->image, 9, 10), black);
}

TEST(BoxCondition, RemarksOnACutBoxAndRefusesOneThatCannotBeSeen) {
  BoxSheet sheet{.width = 200, .height = 100, .boxes = {box("Mass", 40, 10, 20, 20)}};
  const auto cut = conditionFromBoxes(sheet, 100);
  ASSERT_TRUE(cut);
  EXPECT_THAT(cut->remarks, ElementsAre(HasSubstr("not square"), HasSubstr("reaches over the edge")));
  EXPECT_EQ(colourAt(cut->image, 0, 20), black) << "the left edge lies outside";
  sheet.boxes[0].x = 0;
  const auto outside = conditionFromBoxes(sheet, 100);
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().code, ErrorCode::argumentInvalid);
  EXPECT_THAT(outside.error().message, HasSubstr("box 1"));
}

TEST(BoxCondition, DrawsSmallBoxesOverLargeOnes) {
  const BoxSheet sheet{
      .width = 64, .height = 64, .boxes = {box("Nodule", 0, 0, 5, 5), box("Effusion", 0, 0, 64, 64)}};
  const auto made = conditionFromBoxes(sheet, 64);
  ASSERT_TRUE(made);
  EXPECT_EQ(colourAt(made->image, 0, 0), findingNamed("Nodule")->colour);
  EXPECT_EQ(colourAt(made->image, 20, 0), findingNamed("Effusion")->colour);
}

TEST(BoxCondition, KeepsATinyBoxVisible) {
  const BoxSheet sheet{.width = 4000, .height = 4000, .boxes = {box("Nodule", 2000, 2000, 1, 1)}};
  const auto made = conditionFromBoxes(sheet, 64);
  ASSERT_TRUE(made);
  EXPECT_EQ(colourAt(made->image, 32, 32), findingNamed("Nodule")->colour);
}

TEST(LoadedCondition, RecordsNameAndHashOfTheFile) {
  const tests::TemporaryFolder folder;
  Image8 square = makeImage(50, 50, 1).value();
  std::fill_n(square.pixels.begin() + 1000, 500, std::uint8_t{255});
  ASSERT_TRUE(writePng(folder / "mask.png", square));
  const auto mask = loadMask(folder / "mask.png", 32);
  ASSERT_TRUE(mask) << mask.error().message;
  EXPECT_EQ(mask->condition.kind, "mask");
  EXPECT_EQ(mask->condition.sourceName, "mask.png");
  EXPECT_EQ(mask->condition.sourceSha256, base::sha256OfFile(folder / "mask.png"));
  EXPECT_EQ(mask->condition.image.width, 32);

  ASSERT_TRUE(base::writeFileAtomically(folder / "boxes.csv", "label,x,y,w,h\nMass,1,2,30,40\n"));
  const auto boxes = loadBoxes(folder / "boxes.csv", 64, {.width = 100, .height = 100});
  ASSERT_TRUE(boxes) << boxes.error().message;
  EXPECT_EQ(boxes->condition.kind, "boxes");
  EXPECT_EQ(boxes->condition.image.channels, 3);
  EXPECT_EQ(loadBoxes(folder / "boxes.csv", 64).error().file, folder / "boxes.csv");
  // What was left out of the sheet is told by whoever draws it.
  ASSERT_TRUE(base::writeFileAtomically(folder / "more.csv", "label,x,y,w,h\nMass,1,2,30,40\nILD,1,2,3,4\n"));
  const auto more = loadBoxes(folder / "more.csv", 64, {.width = 100, .height = 100});
  ASSERT_TRUE(more) << more.error().message;
  ASSERT_EQ(more->remarks.size(), 1U);
  EXPECT_NE(more->remarks[0].find("\"ILD\" (1)"), std::string::npos) << more->remarks[0];
  EXPECT_EQ(loadMask(folder / "boxes.csv", 64).error().code, ErrorCode::formatUnsupported);
}

}  // namespace
}  // namespace chexgen::imaging
