// Two radiographs in one picture.
#pragma once

#include "core/base/error.h"
#include "core/imaging/grey_image.h"

namespace chexgen::widgets {

// A radiograph as it is shown at first (its default presentation), so that two of different bit depth can be
// compared grey by grey.
[[nodiscard]] imaging::Image8 defaultGreys(const imaging::GreyImage& image);

// Both take grey images of one size; argumentInvalid otherwise.
// `first` left of the column `split` (0 … width), `second` from it on.
[[nodiscard]] base::Result<imaging::Image8> wiped(const imaging::Image8& first, const imaging::Image8& second,
                                                  int split);
// 128 where both are equal; brighter where `first` is brighter: 128 + (first - second) / 2, rounded to even.
[[nodiscard]] base::Result<imaging::Image8> differenceMap(const imaging::Image8& first,
                                                          const imaging::Image8& second);

}  // namespace chexgen::widgets
