#include "core/drawing/document.h"

#include <gtest/gtest.h>

#include <random>

namespace chexgen::drawing {
namespace {

imaging::FindingBox box(double x) { return {imaging::findings().front(), x, 10, 20, 30, {}}; }

void stroke(Document& document, Point from, Point to, double radius, std::uint8_t label,
            const std::string& name = "Brush stroke") {
  document.begin(name);
  document.touched(paintStroke(document.editLabels(), from, to, radius, label));
  document.commit();
}

TEST(Document, UndoesAndRedoesGestureByGestureWithTheirNames) {
  Document document;
  const imaging::Image8 blank = document.labels();
  stroke(document, {10, 10}, {100, 100}, 5, 1);
  const imaging::Image8 one = document.labels();
  stroke(document, {50, 10}, {50, 200}, 8, 2, "Erase");
  const imaging::Image8 two = document.labels();
  EXPECT_EQ(document.undoName(), "Erase");
  document.undo();
  EXPECT_EQ(document.labels(), one);
  EXPECT_EQ(document.redoName(), "Erase");
  EXPECT_EQ(document.undoName(), "Brush stroke");
  document.undo();
  EXPECT_EQ(document.labels(), blank);
  EXPECT_FALSE(document.canUndo());
  document.redo();
  document.redo();
  EXPECT_EQ(document.labels(), two);
  EXPECT_FALSE(document.canRedo());
}

TEST(Document, ANewGestureDropsWhatWasUndone) {
  Document document;
  stroke(document, {10, 10}, {20, 20}, 5, 1);
  document.undo();
  stroke(document, {30, 30}, {40, 40}, 5, 1);
  EXPECT_FALSE(document.canRedo());
}

TEST(Document, ACancelledGestureAndOneThatChangesNothingLeaveNoStep) {
  Document document;
  const imaging::Image8 blank = document.labels();
  document.begin("Brush stroke");
  document.touched(paintStroke(document.editLabels(), {10, 10}, {20, 20}, 5, 1));
  document.editBoxes().push_back(box(1));
  const Change change = document.cancel();
  EXPECT_FALSE(change.mask.isEmpty());
  EXPECT_TRUE(change.boxes);
  EXPECT_EQ(document.labels(), blank);
  EXPECT_TRUE(document.boxes().empty());
  stroke(document, {10, 10}, {20, 20}, 5, 0);
  EXPECT_FALSE(document.canUndo());
}

TEST(Document, BoxesAreSteps) {
  Document document;
  document.begin("Finding box");
  document.editBoxes().push_back(box(1));
  EXPECT_TRUE(document.commit().boxes);
  document.begin("Move box");
  document.editBoxes().front().x = 7;
  document.commit();
  document.undo();
  EXPECT_EQ(document.boxes().front().x, 1);
  document.undo();
  EXPECT_TRUE(document.boxes().empty());
  document.redo();
  EXPECT_EQ(document.boxes().size(), 1U);
}

TEST(Document, AThousandGesturesCanAllBeUndoneAndRedone) {
  Document document;
  const imaging::Image8 blank = document.labels();
  std::mt19937 random(7);
  std::uniform_real_distribution<> place(0, documentSide);
  int steps = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto label = static_cast<std::uint8_t>(random() % 5);
    stroke(document, {place(random), place(random)}, {place(random), place(random)},
           1 + static_cast<double>(random() % 20), label);
  }
  const imaging::Image8 full = document.labels();
  for (; document.canUndo(); ++steps) document.undo();
  EXPECT_EQ(document.labels(), blank);
  EXPECT_GT(steps, 900);
  while (document.canRedo()) document.redo();
  EXPECT_EQ(document.labels(), full);
}

TEST(Document, TheConditionIsWhiteWhereAnythingIsMarked) {
  Document document;
  stroke(document, {10, 10}, {10, 10}, 4, 3);
  const imaging::Image8 mask = document.conditionMask();
  EXPECT_EQ(mask.pixels[mask.index(10, 10)], 255);
  EXPECT_EQ(mask.pixels[mask.index(100, 100)], 0);
}

TEST(Document, TakesAnotherDrawingOnlyOfItsOwnSize) {
  Document document;
  EXPECT_FALSE(document.replace({2, 2, 1, {0, 0, 0, 0}}, {}));
  Document other;
  stroke(other, {10, 10}, {200, 10}, 4, 1);
  ASSERT_TRUE(document.replace(other.labels(), {box(3)}));
  EXPECT_EQ(document.labels(), other.labels());
  EXPECT_FALSE(document.canUndo());
}

}  // namespace
}  // namespace chexgen::drawing
