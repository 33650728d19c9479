// One way for every image of a study, so that nothing but its content tells an arm.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::study {

struct Treatment;

struct BlindingOptions {
  int side = 0;  // of what readers get, in pixels
  // Against burned-in side markers: the share of each edge that is cut off, below 0.25, and the share of the
  // side that a black square in each corner has, below 0.5.
  double cropped = 0;
  double masked = 0;
};

// The side that every image of these can be brought to by making it smaller: nine tenths of the smallest
// edge, after cropping. An image that already had the size of the others would not be resampled, and its
// grain would tell. argumentInvalid for no sizes or one below 64 pixels.
[[nodiscard]] base::Result<int> commonSide(const std::vector<int>& shortestEdges, double cropped);

// The middle square without the cropped edges, brought to `side` by an antialiasing triangle filter, through
// the filter of the treatment, then stretched so that half a per cent of the pixels is black and half a per
// cent white, and through the treatment's curve. Computed with fractions of grey levels, so that every image
// uses all 256 whatever its own depth and range were. Masked corners are black and count for nothing in that.
// 8-bit grey. argumentInvalid when the image is too small; `formatInvalid` when it is plain.
[[nodiscard]] base::Result<imaging::Image8> blinded(const imaging::Image8& image,
                                                    const BlindingOptions& options,
                                                    const Treatment& treatment, std::uint64_t seed);
// Without a treatment.
[[nodiscard]] base::Result<imaging::Image8> blinded(const imaging::Image8& image,
                                                    const BlindingOptions& options);

}  // namespace chexgen::study
