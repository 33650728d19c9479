// Resizing with the arithmetic of Pillow's Image.resize, level for level, because the model was trained on
// what Pillow made. Meant is Pillow up to 12; version 13 takes columns first for some shapes.
#pragma once

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

enum class Filter { box, bilinear, bicubic };

// The image at another size. The filter widens with the reduction (antialiasing); rows are resampled first,
// then columns, each with 22-bit fixed-point weights and rounding to 8 bits. Fails like makeImage and
// checkImage.
[[nodiscard]] base::Result<Image8> resize(const Image8& image, int width, int height, Filter filter);

}  // namespace chexgen::imaging
