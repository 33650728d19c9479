#include "core/drawing/placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "core/drawing/document.h"
#include "core/imaging/label_mask.h"

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

using imaging::Image8;

Image8 blank(int side) {
  return {side, side, 1,
          std::vector<std::uint8_t>(static_cast<std::size_t>(side) * static_cast<std::size_t>(side))};
}

Image8 enlarged(const Image8& labels, int side) {
  Image8 placed = blank(side);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      placed.pixels[placed.index(x, y)] =
          labels.pixels[labels.index(nearest(x, labels.width, side), nearest(y, labels.height, side))];
  return placed;
}

// The label that at least half of each pixel's area has, whatever label that is; the most frequent one.
Image8 byMajority(const Image8& labels, int side) {
  constexpr std::size_t kinds = imaging::maxLabel + 1;
  Image8 placed = blank(side);
  std::vector<std::array<int, kinds>> counts(static_cast<std::size_t>(side));
  int row = 0;
  for (int y = 0; y < side; ++y) {
    for (auto& count : counts) count.fill(0);
    for (; row < labels.height && nearest(row, side, labels.height) == y; ++row)
      for (int x = 0; x < labels.width; ++x)
        ++counts[static_cast<std::size_t>(nearest(x, side, labels.width))].at(
            labels.pixels[labels.index(x, row)]);
    for (int x = 0; x < side; ++x) {
      const auto& count = counts[static_cast<std::size_t>(x)];
      const int marked = std::accumulate(count.begin() + 1, count.end(), 0);
      if (marked > 0 && marked >= count[0])
        placed.pixels[placed.index(x, y)] =
            static_cast<std::uint8_t>(std::max_element(count.begin() + 1, count.end()) - count.begin());
    }
  }
  return placed;
}

// Sums over rectangles of a square picture of zeros and ones.
class AreaSums {
 public:
  AreaSums(const std::vector<std::uint8_t>& ones, int side)
      : side_(side), sums_(static_cast<std::size_t>(side + 1) * static_cast<std::size_t>(side + 1)) {
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        sums_[at(x + 1, y + 1)] =
            sums_[at(x, y + 1)] + sums_[at(x + 1, y)] - sums_[at(x, y)] +
            ones[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)];
  }
  // From (left, top) up to, without, (right, bottom), as far as it lies in the picture.
  [[nodiscard]] std::uint32_t within(int left, int top, int right, int bottom) const {
    left = std::max(left, 0);
    top = std::max(top, 0);
    right = std::min(right, side_);
    bottom = std::min(bottom, side_);
    return sums_[at(right, bottom)] - sums_[at(left, bottom)] - sums_[at(right, top)] + sums_[at(left, top)];
  }

 private:
  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(side_ + 1) + static_cast<std::size_t>(x);
  }
  int side_;
  std::vector<std::uint32_t> sums_;
};

template <class Predicate>
std::vector<std::uint8_t> where(int side, const Predicate& holds) {
  std::vector<std::uint8_t> ones;
  ones.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) ones.push_back(holds(x, y) ? 1 : 0);
  return ones;
}

// The pixels of a label that a raster coarser by `factor` could lose: parts that are too thin to hold one of
// its pixels, as far as they reach away from parts that are not. A pixel around them belongs to them, so that
// a line stays joined to what it grew out of.
std::vector<std::size_t> thinParts(const Image8& labels, std::uint8_t label, double factor) {
  const int side = labels.width;
  const int reach = static_cast<int>(std::ceil(factor));
  const int square = 2 * reach - 1;  // holds a whole pixel of the coarser raster, wherever it lies
  const auto has = [&](int x, int y) { return labels.pixels[labels.index(x, y)] == label; };
  const AreaSums all(where(side, has), side);
  const AreaSums whole(where(side,
                             [&](int x, int y) {
                               return all.within(x, y, x + square, y + square) ==
                                      static_cast<std::uint32_t>(square * square);
                             }),
                       side);
  const auto isThick = [&](int x, int y) {
    return has(x, y) && whole.within(x - square + 1, y - square + 1, x + 1, y + 1) > 0;
  };
  const std::vector<std::uint8_t> thick = where(side, isThick);
  const AreaSums thickSums(thick, side);
  std::vector<std::size_t> parts, open;
  std::vector<std::uint8_t> seen(thick.size());
  const auto visit = [&](int x, int y) {
    const std::size_t at = labels.index(x, y);
    if (!has(x, y) || seen[at] != 0) return;
    seen[at] = 1;
    parts.push_back(at);
    if (thick[at] == 0) open.push_back(at);
  };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const bool isFar = thickSums.within(x - reach, y - reach, x + reach + 1, y + reach + 1) == 0;
      if (!has(x, y) || !isFar) continue;
      visit(x, y);
      while (!open.empty()) {
        const int u = static_cast<int>(open.back() % static_cast<std::size_t>(side));
        const int v = static_cast<int>(open.back() / static_cast<std::size_t>(side));
        open.pop_back();
        for (int j = std::max(0, v - 1); j <= std::min(side - 1, v + 1); ++j)
          for (int i = std::max(0, u - 1); i <= std::min(side - 1, u + 1); ++i) visit(i, j);
      }
    }
  }
  return parts;
}

Image8 reduced(const Image8& labels, int side) {
  Image8 placed = byMajority(labels, side);
  const double factor = static_cast<double>(labels.width) / side;
  const auto width = static_cast<std::size_t>(labels.width);
  for (std::uint8_t label = 1; label <= imaging::maxLabel; ++label) {
    if (std::find(labels.pixels.begin(), labels.pixels.end(), label) == labels.pixels.end()) continue;
    for (const std::size_t at : thinParts(labels, label, factor))
      placed.pixels[placed.index(nearest(static_cast<int>(at % width), side, labels.width),
                                 nearest(static_cast<int>(at / width), side, labels.height))] = label;
  }
  return placed;
}

Image8 resampled(const Image8& labels, int side) {
  return side < labels.width ? reduced(labels, side) : enlarged(labels, side);
}

}  // namespace

imaging::Image8 labelsOnFrame(const imaging::Image8& labels, Frame frame) {
  const Square square = centreOf(frame.width, frame.height);
  imaging::Image8 mask{frame.width, frame.height, 1, {}};
  mask.pixels.assign(static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height), 0);
  const Image8 placed = resampled(labels, square.side);
  for (int y = 0; y < square.side; ++y)
    std::copy_n(placed.pixels.begin() + static_cast<std::ptrdiff_t>(placed.index(0, y)), square.side,
                mask.pixels.begin() + static_cast<std::ptrdiff_t>(mask.index(square.left, square.top + y)));
  return mask;
}

imaging::Image8 labelsOnSquare(const imaging::Image8& mask, Frame frame) {
  // Earlier versions wrote masks a whole number of times larger than the radiograph. Where the surplus of the
  // frame is odd, the centre of such a mask is half a pixel beside it.
  const int factor = std::max(1, mask.width / std::max(1, frame.width));
  const bool overFrame = mask.width == frame.width * factor && mask.height == frame.height * factor;
  Square square = overFrame ? centreOf(frame.width, frame.height) : centreOf(mask.width, mask.height);
  if (overFrame) square = {square.side * factor, square.left * factor, square.top * factor};
  Image8 part = blank(square.side);
  for (int y = 0; y < square.side; ++y)
    std::copy_n(mask.pixels.begin() + static_cast<std::ptrdiff_t>(mask.index(square.left, square.top + y)),
                square.side, part.pixels.begin() + static_cast<std::ptrdiff_t>(part.index(0, y)));
  return resampled(part, documentSide);
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
