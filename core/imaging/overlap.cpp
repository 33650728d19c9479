#include "core/imaging/overlap.h"

namespace chexgen::imaging {

base::Result<Overlap> overlapOf(const Image8& a, const Image8& b) {
  if (a.width != b.width || a.height != b.height || a.channels != 1 || b.channels != 1) {
    return base::fail(base::ErrorCode::argumentInvalid, "Two grey masks of one size are needed.");
  }
  std::size_t first = 0, second = 0, both = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const bool inA = a.pixels[i] != 0, inB = b.pixels[i] != 0;
    first += inA;
    second += inB;
    both += inA && inB;
  }
  if (first + second == 0) return Overlap{};
  const auto shared = static_cast<double>(both);
  return Overlap{.dice = 2.0 * shared / static_cast<double>(first + second),
                 .iou = shared / static_cast<double>(first + second - both)};
}

}  // namespace chexgen::imaging
