// Pictures for tests of the evaluations.
#pragma once

#include "core/imaging/image.h"

namespace chexgen::tests {

// Soft blobs on a dark ground, 64 × 64, another set of them for each seed.
[[nodiscard]] imaging::Image8 blobPicture(unsigned seed, double brightness = 1);

}  // namespace chexgen::tests
