#include "tests/engine/evaluation_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace chexgen::tests {

imaging::Image8 blobPicture(unsigned seed, double brightness) {
  constexpr int side = 64;
  std::mt19937 random(seed);
  std::uniform_real_distribution<> place(0, side);
  std::vector<std::array<double, 2>> centres;
  for (int i = 0; i < 6; ++i) centres.push_back({place(random), place(random)});
  imaging::Image8 image{side, side, 1, {}};
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      double value = 0;
      for (const auto& [cx, cy] : centres)
        value += std::exp(-((x - cx) * (x - cx) + (y - cy) * (y - cy)) / 60);
      image.pixels.push_back(
          static_cast<std::uint8_t>(std::clamp(20 + 120 * brightness * value, 0.0, 255.0)));
    }
  }
  return image;
}

}  // namespace chexgen::tests
