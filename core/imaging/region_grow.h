// A region of similar values around a point of a radiograph, for filling with a threshold (ITK does the
// search).
#pragma once

#include "core/base/error.h"
#include "core/imaging/grey_image.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// The pixels that are joined to (x, y) by their sides over pixels whose modality value is at most `tolerance`
// away from that of (x, y): 255, all others 0; one channel, the size of the radiograph. argumentInvalid for a
// point beside it or a tolerance below 0.
[[nodiscard]] base::Result<Image8> growRegion(const GreyImage& image, int x, int y, double tolerance);

}  // namespace chexgen::imaging
