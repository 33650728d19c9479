// What is drawn: a mask and boxes, with undo for each gesture.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "core/drawing/label_raster.h"
#include "core/imaging/boxes.h"
#include "core/imaging/image.h"

namespace chexgen::drawing {

// The mask has so many pixels a side; boxes are in the same pixels. The square is the picture that the model
// sees.
inline constexpr int documentSide = 1024;

// What undo, redo or a cancelled gesture changed.
struct Change {
  Region mask;  // empty: nothing of the mask
  bool boxes = false;
};

class Document {
 public:
  Document();

  [[nodiscard]] const imaging::Image8& labels() const { return labels_; }  // documentSide², one channel
  [[nodiscard]] const std::vector<imaging::FindingBox>& boxes() const { return boxes_; }
  // Grey, 255 where any label is: what the mask branch is shown.
  [[nodiscard]] imaging::Image8 conditionMask() const;
  [[nodiscard]] imaging::BoxSheet boxSheet() const;

  // A gesture: begin, change any number of times, then commit or cancel. Its name is for people ("Brush
  // stroke"). A gesture that is already under way is committed first.
  void begin(std::string name);
  [[nodiscard]] bool inGesture() const { return inGesture_; }
  // The labels to change with the functions of label_raster.h, and where they were changed. Only in a
  // gesture.
  [[nodiscard]] imaging::Image8& editLabels() { return labels_; }
  void touched(const Region& region) { touched_ = touched_.united(region); }
  [[nodiscard]] std::vector<imaging::FindingBox>& editBoxes() { return boxes_; }
  // What changed; a gesture that changed nothing leaves no step.
  Change commit();
  // Brings back what was there when the gesture began.
  Change cancel();

  [[nodiscard]] bool canUndo() const { return !done_.empty(); }
  [[nodiscard]] bool canRedo() const { return !undone_.empty(); }
  [[nodiscard]] std::string undoName() const { return canUndo() ? done_.back().name : std::string(); }
  [[nodiscard]] std::string redoName() const { return canRedo() ? undone_.back().name : std::string(); }
  Change undo();
  Change redo();

  // Another drawing, without a step to undo; argumentInvalid for labels of another size.
  [[nodiscard]] base::Result<void> replace(imaging::Image8 labels, std::vector<imaging::FindingBox> boxes);

  // The oldest steps go when their memory together is more.
  static constexpr std::size_t undoBytes = 64U << 20U;

 private:
  // Pixels in a row that changed from one label to another.
  struct Run {
    std::uint32_t start = 0;
    std::uint32_t length = 0;
    std::uint8_t before = 0;
    std::uint8_t after = 0;
  };
  struct Step {
    std::string name;
    std::vector<Run> runs;
    Region region;
    bool boxesChanged = false;
    std::vector<imaging::FindingBox> boxesBefore;
    std::vector<imaging::FindingBox> boxesAfter;
    [[nodiscard]] std::size_t bytes() const;
  };

  [[nodiscard]] std::vector<Run> runsSinceBegin() const;
  Change apply(const Step& step, bool forward);
  void remember(Step step);

  imaging::Image8 labels_;
  std::vector<imaging::FindingBox> boxes_;
  bool inGesture_ = false;
  std::string gestureName_;
  imaging::Image8 labelsAtBegin_;
  std::vector<imaging::FindingBox> boxesAtBegin_;
  Region touched_;
  std::deque<Step> done_;
  std::vector<Step> undone_;
  std::size_t keptBytes_ = 0;
};

}  // namespace chexgen::drawing
