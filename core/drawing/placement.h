// Between the drawing, which is a square, and a radiograph's own pixels: the square lies on the centre square
// of the radiograph, as the model takes it.
#pragma once

#include <vector>

#include "core/imaging/boxes.h"
#include "core/imaging/image.h"

namespace chexgen::drawing {

// Pixels of the radiograph that was drawn on.
struct Frame {
  int width = 0;
  int height = 0;
  friend bool operator==(const Frame&, const Frame&) = default;
};

// How many times larger than the radiograph its mask is written, so that no pixel of the drawing is lost: the
// least whole number that makes the centre square at least documentSide wide; 1 for a radiograph that is as
// large already.
[[nodiscard]] int enlargement(Frame frame);

// The labels over the whole radiograph, `enlargement` times its size, 0 beside the centre square. Nearest
// pixel: labelsOnSquare brings back the same labels.
[[nodiscard]] imaging::Image8 labelsOnFrame(const imaging::Image8& labels, Frame frame);
// The part of a mask that lies on the centre square, documentSide pixels a side, nearest pixel. A mask of the
// frame's size or a whole multiple of it lies over the radiograph; of any other its own centre square is
// taken. `mask` has one channel and passes checkImage.
[[nodiscard]] imaging::Image8 labelsOnSquare(const imaging::Image8& mask, Frame frame);

// The drawing's boxes in the radiograph's pixels.
[[nodiscard]] imaging::BoxSheet boxesOnFrame(const std::vector<imaging::FindingBox>& boxes, Frame frame);

struct SquareBoxes {
  std::vector<imaging::FindingBox> boxes;  // in the drawing's pixels
  int cut = 0;                             // reach over the centre square and were cut at its edge
  int lost = 0;                            // lie beside it and are left out
};
[[nodiscard]] SquareBoxes boxesOnSquare(const imaging::BoxSheet& sheet);

}  // namespace chexgen::drawing
