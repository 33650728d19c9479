#include "widgets/compare/image_pair.h"

#include <algorithm>
#include <cmath>

namespace chexgen::widgets {

namespace {

base::Result<void> checkPair(const imaging::Image8& first, const imaging::Image8& second) {
  if (first.width == second.width && first.height == second.height && first.channels == 1 &&
      second.channels == 1)
    return {};
  return base::fail(base::ErrorCode::argumentInvalid, "The two radiographs have different sizes.", {},
                    "Nothing was changed.", "Look at them side by side.");
}

}  // namespace

imaging::Image8 defaultGreys(const imaging::GreyImage& image) {
  return imaging::renderGreys(image, image.presentations.front(), false);
}

base::Result<imaging::Image8> wiped(const imaging::Image8& first, const imaging::Image8& second, int split) {
  CHEXGEN_TRY(checkPair(first, second));
  imaging::Image8 both = second;
  const auto columns = static_cast<std::ptrdiff_t>(std::clamp(split, 0, first.width));
  for (int y = 0; y < first.height; ++y) {
    const auto row = static_cast<std::ptrdiff_t>(first.index(0, y));
    std::copy_n(first.pixels.begin() + row, columns, both.pixels.begin() + row);
  }
  return both;
}

base::Result<imaging::Image8> differenceMap(const imaging::Image8& first, const imaging::Image8& second) {
  CHEXGEN_TRY(checkPair(first, second));
  imaging::Image8 map = first;
  for (std::size_t i = 0; i < map.pixels.size(); ++i) {
    const double difference = (first.pixels[i] - second.pixels[i]) / 2.0;
    map.pixels[i] = static_cast<std::uint8_t>(std::clamp(128.0 + std::nearbyint(difference), 0.0, 255.0));
  }
  return map;
}

}  // namespace chexgen::widgets
