// The part of a radiograph that the model sees.
#pragma once

#include <memory>

#include "core/imaging/grey_image.h"

namespace chexgen::widgets {

// The centre square in its own pixels, without resampling; the image itself when it is square. Where the
// longer side's surplus is odd the square begins at the lower whole pixel.
[[nodiscard]] std::shared_ptr<const imaging::GreyImage> centreSquare(
    const std::shared_ptr<const imaging::GreyImage>& image);

// A black square of so many pixels a side, to draw over nothing.
[[nodiscard]] std::shared_ptr<const imaging::GreyImage> emptySquare(int side);

}  // namespace chexgen::widgets
