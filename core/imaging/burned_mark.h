// The word SYNTHETIC in the pixels of a radiograph, for whoever wants it there.
#pragma once

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// The same radiograph with "SYNTHETIC" in its lower left corner, white on a black border so that it shows on
// any grey; letters are about a fortieth of the height. Every other pixel is unchanged. argumentInvalid for a
// colour image or one under 64 pixels a side.
[[nodiscard]] base::Result<Image8> withBurnedMark(const Image8& radiograph);

}  // namespace chexgen::imaging
