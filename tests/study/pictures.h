// Pictures for studies: smooth, with some grain, another one for each number.
#pragma once

#include <cmath>
#include <random>

#include "core/imaging/image.h"

namespace chexgen::tests {

inline imaging::Image8 picture(int side, unsigned number) {
  imaging::Image8 image{side, side, 1, {}};
  std::mt19937 random(number);
  std::uniform_real_distribution<double> uniform(0, 1);
  const double a = 3 + 4 * uniform(random), b = 3 + 4 * uniform(random), turn = 6 * uniform(random);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const double wave = std::sin(a * x / side + turn) + std::cos(b * y / side - turn);
      image.pixels.push_back(static_cast<std::uint8_t>(127 + 50 * wave + 20 * (uniform(random) - 0.5)));
    }
  return image;
}

}  // namespace chexgen::tests
