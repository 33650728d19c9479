#include "core/imaging/grey.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

base::Result<Image8> greyFromPlanes(std::span<const float> values, std::size_t planes, int width,
                                    int height) {
  CHEXGEN_ASSIGN(Image8 grey, makeImage(width, height, 1));
  const std::size_t length = grey.pixels.size();
  if (values.size() != planes * length) {
    return fail(ErrorCode::argumentInvalid, std::to_string(values.size()) +
                                                " values do not make an image of " + std::to_string(width) +
                                                " x " + std::to_string(height) + ".");
  }
  if (std::any_of(values.begin(), values.end(), [](float value) { return std::isnan(value); })) {
    return fail(ErrorCode::numericalFailure, "The image holds a value that is not a number.");
  }
  for (std::size_t i = 0; i < length; ++i) {
    double sum = 0;
    for (std::size_t p = 0; p < planes; ++p) {
      sum += std::clamp(static_cast<double>(values[p * length + i]), -1.0, 1.0);
    }
    const double level = std::floor((sum / static_cast<double>(planes) + 1.0) / 2.0 * 255.0 + 0.5);
    grey.pixels[i] = static_cast<std::uint8_t>(std::clamp(level, 0.0, 255.0));
  }
  return grey;
}

}  // namespace

base::Result<Image8> greyFromRgb(std::span<const float> planes, int width, int height) {
  return greyFromPlanes(planes, 3, width, height);
}

base::Result<Image8> greyFromPlane(std::span<const float> plane, int width, int height) {
  return greyFromPlanes(plane, 1, width, height);
}

}  // namespace chexgen::imaging
