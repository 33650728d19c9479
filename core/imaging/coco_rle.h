// The box around a region that COCO stores as run lengths.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

// The lengths in COCO's compressed text ("counts" as a string), as pycocotools' rleFrString reads them.
// formatInvalid for a sign that is none, a number that is cut off or a length below zero.
[[nodiscard]] base::Result<std::vector<std::uint64_t>> cocoRunLengths(std::string_view counts);

// x, y, width and height of the pixels that the lengths mark: background and region in turn, down the
// columns. The same as pycocotools' toBbox; all 0 when nothing is marked. formatInvalid when the lengths do
// not add up to the image.
[[nodiscard]] base::Result<std::array<double, 4>> boxOfRuns(const std::vector<std::uint64_t>& lengths,
                                                            std::uint64_t width, std::uint64_t height);

}  // namespace chexgen::imaging
