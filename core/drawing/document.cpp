#include "core/drawing/document.h"

#include <algorithm>
#include <utility>

namespace chexgen::drawing {

namespace {

bool sameBox(const imaging::FindingBox& a, const imaging::FindingBox& b) {
  return a.finding.name == b.finding.name && a.x == b.x && a.y == b.y && a.width == b.width &&
         a.height == b.height;
}

bool sameBoxes(const std::vector<imaging::FindingBox>& a, const std::vector<imaging::FindingBox>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), sameBox);
}

imaging::Image8 blank() {
  return {documentSide, documentSide, 1,
          std::vector<std::uint8_t>(std::size_t{documentSide} * documentSide, 0)};
}

}  // namespace

Document::Document() : labels_(blank()) {}

std::size_t Document::Step::bytes() const {
  return sizeof(Step) + name.size() + runs.size() * sizeof(Run) +
         (boxesBefore.size() + boxesAfter.size()) * sizeof(imaging::FindingBox);
}

imaging::Image8 Document::conditionMask() const {
  imaging::Image8 mask = labels_;
  for (auto& pixel : mask.pixels) pixel = pixel == 0 ? std::uint8_t{0} : std::uint8_t{255};
  return mask;
}

imaging::BoxSheet Document::boxSheet() const { return {documentSide, documentSide, boxes_}; }

void Document::begin(std::string name) {
  if (inGesture_) commit();
  inGesture_ = true;
  gestureName_ = std::move(name);
  labelsAtBegin_ = labels_;
  boxesAtBegin_ = boxes_;
  touched_ = {};
}

std::vector<Document::Run> Document::runsSinceBegin() const {
  std::vector<Run> runs;
  for (int y = touched_.top; y < touched_.bottom; ++y) {
    for (int x = touched_.left; x < touched_.right; ++x) {
      const std::size_t at = labels_.index(x, y);
      const std::uint8_t before = labelsAtBegin_.pixels[at];
      const std::uint8_t after = labels_.pixels[at];
      if (before == after) continue;
      if (!runs.empty() && runs.back().start + runs.back().length == at && runs.back().before == before &&
          runs.back().after == after) {
        ++runs.back().length;
      } else {
        runs.push_back({static_cast<std::uint32_t>(at), 1, before, after});
      }
    }
  }
  return runs;
}

Change Document::commit() {
  if (!inGesture_) return {};
  inGesture_ = false;
  Step step{.name = std::move(gestureName_), .runs = runsSinceBegin(), .region = touched_};
  if (step.runs.empty()) step.region = {};
  step.boxesChanged = !sameBoxes(boxesAtBegin_, boxes_);
  if (step.boxesChanged) {
    step.boxesBefore = std::move(boxesAtBegin_);
    step.boxesAfter = boxes_;
  }
  const Change change{step.region, step.boxesChanged};
  if (!step.runs.empty() || step.boxesChanged) {
    undone_.clear();
    remember(std::move(step));
  }
  return change;
}

Change Document::cancel() {
  if (!inGesture_) return {};
  inGesture_ = false;
  const Change change{touched_, !sameBoxes(boxesAtBegin_, boxes_)};
  labels_ = std::move(labelsAtBegin_);
  boxes_ = std::move(boxesAtBegin_);
  return change;
}

void Document::remember(Step step) {
  keptBytes_ += step.bytes();
  done_.push_back(std::move(step));
  while (keptBytes_ > undoBytes && done_.size() > 1) {
    keptBytes_ -= done_.front().bytes();
    done_.pop_front();
  }
}

Change Document::apply(const Step& step, bool forward) {
  for (const Run& run : step.runs) {
    const auto begin = labels_.pixels.begin() + run.start;
    std::fill(begin, begin + run.length, forward ? run.after : run.before);
  }
  if (step.boxesChanged) boxes_ = forward ? step.boxesAfter : step.boxesBefore;
  return {step.region, step.boxesChanged};
}

Change Document::undo() {
  if (inGesture_) return cancel();
  if (done_.empty()) return {};
  undone_.push_back(std::move(done_.back()));
  done_.pop_back();
  keptBytes_ -= undone_.back().bytes();
  return apply(undone_.back(), false);
}

Change Document::redo() {
  if (inGesture_ || undone_.empty()) return {};
  Step step = std::move(undone_.back());
  undone_.pop_back();
  const Change change = apply(step, true);
  remember(std::move(step));
  return change;
}

base::Result<void> Document::replace(imaging::Image8 labels, std::vector<imaging::FindingBox> boxes) {
  if (labels.width != documentSide || labels.height != documentSide || labels.channels != 1)
    return base::fail(base::ErrorCode::argumentInvalid, "The mask has another size than the canvas.");
  inGesture_ = false;
  labels_ = std::move(labels);
  boxes_ = std::move(boxes);
  done_.clear();
  undone_.clear();
  keptBytes_ = 0;
  return {};
}

}  // namespace chexgen::drawing
