// The run-length code of the SIIM-ACR pneumothorax masks: pairs of "background pixels since the last run" and
// "run length", down the columns from the top left; "-1" stands for no finding.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// Side of the published masks, in pixels.
inline constexpr int siimSide = 1024;

// A grey mask, 0 or 255. Rows of one radiograph are joined by drawing each into the same mask. formatInvalid
// for a missing length, a number that is none, or a run that leaves the image.
[[nodiscard]] base::Result<Image8> decodeSiimRle(std::string_view code, int width = siimSide,
                                                 int height = siimSide);
// Adds the runs of one more row to a grey mask. Fails like decodeSiimRle; the mask is then unchanged.
[[nodiscard]] base::Result<void> drawSiimRle(std::string_view code, Image8& mask);

// The code of a grey mask; every level above zero counts. argumentInvalid for a colour image.
[[nodiscard]] base::Result<std::string> encodeSiimRle(const Image8& mask);

}  // namespace chexgen::imaging
