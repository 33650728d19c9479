// From a network's floats to grey levels.
#pragma once

#include <span>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// The decoder's output, planar RGB [3, height, width], as grey: each channel is clamped to [-1, 1], their
// mean g becomes floor((g + 1) / 2 · 255 + 0.5). argumentInvalid when the length does not fit the size,
// numericalFailure when a value is not a number.
[[nodiscard]] base::Result<Image8> greyFromRgb(std::span<const float> planes, int width, int height);

// The same for one plane [height, width] of grey values in [-1, 1]: previews of a latent.
[[nodiscard]] base::Result<Image8> greyFromPlane(std::span<const float> plane, int width, int height);

}  // namespace chexgen::imaging
