// Whether a radiograph lies the right way round: a mirrored one shows the heart on the wrong side.
#pragma once

#include <optional>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::cohort {

// About 1 for a radiograph with the patient's right on the left of the image, about -1 for a mirrored one,
// near 0 when it cannot be told. At 256 pixels the lungs are found in the radiograph and in its mirror image;
// six measures of their outlines (areas, widths, bases, heights, apices, and where the heart's shadow lies)
// and the greys of the two halves of their common frame are compared. Comparing both ways takes out what the
// segmentation expects, and gives a mirrored radiograph the opposite score. The weights are a ridge
// regression on the first 480 radiographs of the NIH subset (packaging/fit_side_weights.py). No value when
// the lungs are not plausible either way: see imaging::segmentLungFields, whose errors it has.
[[nodiscard]] base::Result<std::optional<double>> sideScore(const imaging::Image8& radiograph);

// Below this a radiograph counts as mirrored; what only cannot be told passes. Of the 220 others whose lungs
// are found, 2.3 % of the true and 89.5 % of the mirrored ones lie below.
inline constexpr double mirroredBelow = -0.3;

// Left and right exchanged.
[[nodiscard]] imaging::Image8 mirrored(const imaging::Image8& image);

}  // namespace chexgen::cohort
