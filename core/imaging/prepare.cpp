#include "core/imaging/prepare.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

constexpr int maxAspect = 16;

base::Result<Image8> cut(const Image8& image, const SquareCrop& crop) {
  CHEXGEN_ASSIGN(Image8 square, makeImage(crop.size, crop.size, image.channels));
  for (int y = 0; y < crop.size; ++y) {
    const std::uint8_t* row = image.pixels.data() + image.index(crop.left, crop.top + y);
    std::copy_n(row, square.index(0, 1), square.pixels.data() + square.index(0, y));
  }
  return square;
}

}  // namespace

base::Result<SquareCrop> squareCrop(int width, int height, int size) {
  if (size < 1 || size > maxModelSize) {
    return fail(ErrorCode::argumentInvalid, "A model image has 1 to " + std::to_string(maxModelSize) +
                                                " pixels a side, not " + std::to_string(size) + ".");
  }
  const int shortSide = std::min(width, height);
  if (shortSide < 1 || std::max(width, height) / maxAspect > shortSide) {
    return fail(ErrorCode::argumentInvalid, "An image of " + std::to_string(width) + " x " +
                                                std::to_string(height) +
                                                " pixels is too narrow to cut a square from.");
  }
  SquareCrop crop{.size = size, .scale = static_cast<double>(size) / shortSide};
  // Half to even, as Python rounds.
  crop.width = static_cast<int>(std::nearbyint(width * crop.scale));
  crop.height = static_cast<int>(std::nearbyint(height * crop.scale));
  crop.left = (crop.width - size) / 2;
  crop.top = (crop.height - size) / 2;
  return crop;
}

base::Result<Image8> resizeToSquare(const Image8& image, int size, Filter filter) {
  CHEXGEN_TRY(checkImage(image));
  CHEXGEN_ASSIGN(const SquareCrop crop, squareCrop(image.width, image.height, size));
  CHEXGEN_ASSIGN(const Image8 scaled, resize(image, crop.width, crop.height, filter));
  return cut(scaled, crop);
}

base::Result<Image8> prepareRadiograph(const Image8& image, int size) {
  CHEXGEN_TRY(checkImage(image));
  CHEXGEN_TRY(squareCrop(image.width, image.height, size));
  Image8 halved = image;
  while (std::min(halved.width, halved.height) >= 2 * size) {
    CHEXGEN_ASSIGN(halved, resize(halved, halved.width / 2, halved.height / 2, Filter::box));
  }
  // The channels of a grey picture stay equal, so it is tripled only at the end.
  CHEXGEN_ASSIGN(const Image8 square, resizeToSquare(halved, size, Filter::bicubic));
  return toRgb(square);
}

base::Result<std::vector<float>> prepareCondition(const Image8& image, int size) {
  CHEXGEN_ASSIGN(const Image8 square, resizeToSquare(image, size, Filter::bilinear));
  CHEXGEN_ASSIGN(const Image8 rgb, toRgb(square));
  const std::size_t plane = rgb.pixels.size() / 3;
  std::vector<float> values(rgb.pixels.size());
  for (std::size_t i = 0; i < plane; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      values[c * plane + i] = (static_cast<float>(rgb.pixels[i * 3 + c]) / 255.0F - 0.5F) / 0.5F;
    }
  }
  return values;
}

}  // namespace chexgen::imaging
