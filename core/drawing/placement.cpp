#include "core/drawing/placement.h"

#include <algorithm>
#include <utility>

#include "core/drawing/document.h"

namespace chexgen::drawing {

namespace {

struct Square {
  int side = 0;
  int left = 0;
  int top = 0;
};

Square centreOf(int width, int height) {
  const int side = std::min(width, height);
  return {side, (width - side) / 2, (height - side) / 2};
}

// The pixel of `from` pixels a side that holds the centre of pixel `at` of `to` pixels a side.
int nearest(int at, int from, int to) { return static_cast<int>((2LL * at + 1) * from / (2LL * to)); }

}  // namespace

int enlargement(Frame frame) {
  const int side = std::min(frame.width, frame.height);
  return std::max(1, (documentSide + side - 1) / side);
}

imaging::Image8 labelsOnFrame(const imaging::Image8& labels, Frame frame) {
  const int factor = enlargement(frame);
  const Square square = centreOf(frame.width, frame.height);
  const int side = square.side * factor;
  imaging::Image8 mask{frame.width * factor, frame.height * factor, 1, {}};
  mask.pixels.assign(static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height), 0);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      mask.pixels[mask.index(square.left * factor + x, square.top * factor + y)] =
          labels.pixels[labels.index(nearest(x, labels.width, side), nearest(y, labels.height, side))];
    }
  }
  return mask;
}

imaging::Image8 labelsOnSquare(const imaging::Image8& mask, Frame frame) {
  // Where the surplus of the frame is odd, the centre of an enlarged mask is half a pixel beside it.
  const int factor = std::max(1, mask.width / std::max(1, frame.width));
  const bool overFrame = mask.width == frame.width * factor && mask.height == frame.height * factor;
  Square square = overFrame ? centreOf(frame.width, frame.height) : centreOf(mask.width, mask.height);
  if (overFrame) square = {square.side * factor, square.left * factor, square.top * factor};
  imaging::Image8 labels{documentSide, documentSide, 1, {}};
  labels.pixels.resize(std::size_t{documentSide} * documentSide);
  for (int y = 0; y < documentSide; ++y) {
    for (int x = 0; x < documentSide; ++x) {
      labels.pixels[labels.index(x, y)] =
          mask.pixels[mask.index(square.left + nearest(x, square.side, documentSide),
                                 square.top + nearest(y, square.side, documentSide))];
    }
  }
  return labels;
}

imaging::BoxSheet boxesOnFrame(const std::vector<imaging::FindingBox>& boxes, Frame frame) {
  const Square square = centreOf(frame.width, frame.height);
  const double scale = static_cast<double>(square.side) / documentSide;
  imaging::BoxSheet sheet{frame.width, frame.height, boxes};
  for (auto& box : sheet.boxes) {
    box.x = square.left + box.x * scale;
    box.y = square.top + box.y * scale;
    box.width *= scale;
    box.height *= scale;
  }
  return sheet;
}

SquareBoxes boxesOnSquare(const imaging::BoxSheet& sheet) {
  const Square square = centreOf(sheet.width, sheet.height);
  const double scale = static_cast<double>(documentSide) / square.side;
  // A box may leave its image by half a pixel and a rounding error more is no loss.
  const double slack = 1e-6 * documentSide;
  SquareBoxes placed;
  // One axis of a box; whether anything of it is inside.
  const auto place = [&](double& start, double& extent, int offset, bool& cut) {
    const double first = (start - offset) * scale;
    const double last = first + extent * scale;
    const double from = std::clamp(first, 0.0, double{documentSide});
    const double to = std::clamp(last, 0.0, double{documentSide});
    cut = cut || from - first > slack || last - to > slack;
    // A box that is inside keeps its numbers as they are.
    start = from;
    extent = from == first && to == last ? extent * scale : to - from;
    return to > from;
  };
  for (imaging::FindingBox box : sheet.boxes) {
    bool cut = false;
    const bool inX = place(box.x, box.width, square.left, cut);
    const bool inY = place(box.y, box.height, square.top, cut);
    if (!inX || !inY) {
      ++placed.lost;
      continue;
    }
    placed.cut += cut ? 1 : 0;
    placed.boxes.push_back(std::move(box));
  }
  return placed;
}

}  // namespace chexgen::drawing
