// Small geometric changes of a radiograph and its condition, so that few images teach more. Never a flip: the
// heart has a side.
#pragma once

#include <cstdint>

#include "core/engine/tensor.h"

namespace chexgen::engine {

struct Jitter {
  double zoom = 1;      // 1.05 … 1.15, so that nothing outside the picture is ever needed
  double rotation = 0;  // radians, within ±2°
  double shiftX = 0;    // of half the picture's side, within what zoom and rotation leave
  double shiftY = 0;
};

// Variant 0 changes nothing; the others are drawn from the seed.
[[nodiscard]] Jitter jitterOf(std::uint64_t seed, std::uint64_t row, std::uint64_t variant);

// picture [3, 2s, 2s] in [-1, 1] → [3, s, s]: resampled bilinearly at its own size, then averaged 2 × 2.
[[nodiscard]] Tensor jittered(const Tensor& picture, const Jitter& jitter);

}  // namespace chexgen::engine
