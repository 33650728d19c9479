// How far two masks agree.
#pragma once

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

struct Overlap {
  double dice = 1;  // 2 |A ∩ B| / (|A| + |B|); two empty masks agree
  double iou = 1;   // |A ∩ B| / |A ∪ B|
};

// Of two grey masks of the same size; whatever is not 0 belongs to the mask. argumentInvalid otherwise.
[[nodiscard]] base::Result<Overlap> overlapOf(const Image8& a, const Image8& b);

}  // namespace chexgen::imaging
