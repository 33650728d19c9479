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

// Labels go from one raster to another so that nothing vanishes. To a finer one: nearest pixel. To a coarser
// one: each pixel has the label that most of the pixels with their centre in it have, if at least half of
// them have any; what this would lose altogether, such as a thin line or a speck, marks the pixels that it
// touches.

// The labels over the whole radiograph, at its own size, 0 beside the centre square. `labels` is square, with
// labels up to imaging::maxLabel. labelsOnSquare brings back the same labels over a radiograph whose short
// side has at least documentSide pixels; over a coarser one borders come back within one of its pixels, and
// from then on nothing changes: labelsOnFrame of them is the same mask.
[[nodiscard]] imaging::Image8 labelsOnFrame(const imaging::Image8& labels, Frame frame);
// The part of a mask that lies on the centre square, documentSide pixels a side. A mask of the frame's size
// or a whole multiple of it lies over the radiograph; of any other its own centre square is taken. `mask` has
// one channel, labels up to imaging::maxLabel and passes checkImage.
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
