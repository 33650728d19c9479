// Small bright shapes at the edge of a radiograph: side markers and letters that somebody burned in.
#pragma once

#include <cstddef>

#include "core/imaging/image.h"

namespace chexgen::study {

// How many there are in a blinded picture (see blinded()): shapes of the brightest greys, a hundredth to a
// seventh of the side high, with sharp edges against something much darker, in the outer quarter. Grey, at
// least 64 pixels a side.
[[nodiscard]] std::size_t countEdgeMarks(const imaging::Image8& picture);

}  // namespace chexgen::study
