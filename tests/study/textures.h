// Pictures with structure of every size, as radiographs have it, and what makes two arms differ.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "core/imaging/image.h"

namespace chexgen::tests {

// Noise at octaves from 2 to 64 pixels, stronger the coarser, and grain of every pixel.
inline imaging::Image8 texture(int side, unsigned number) {
  std::mt19937 random(number);
  std::normal_distribution<double> normal;
  std::vector<double> greys(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 128);
  for (int cell = 64; cell >= 1; cell /= 2) {
    const int count = side / cell + 2;
    std::vector<double> grid(static_cast<std::size_t>(count) * static_cast<std::size_t>(count));
    for (double& value : grid) value = normal(random);
    const double strength = 2.5 * std::pow(cell, 0.6) * (1 + 0.1 * normal(random));
    const auto at = [&](int x, int y) {
      return grid[static_cast<std::size_t>(y) * static_cast<std::size_t>(count) +
                  static_cast<std::size_t>(x)];
    };
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x) {
        const int left = x / cell, top = y / cell;
        const double u = static_cast<double>(x % cell) / cell, v = static_cast<double>(y % cell) / cell;
        greys[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)] +=
            strength * ((1 - v) * ((1 - u) * at(left, top) + u * at(left + 1, top)) +
                        v * ((1 - u) * at(left, top + 1) + u * at(left + 1, top + 1)));
      }
  }
  imaging::Image8 image{side, side, 1, {}};
  for (const double grey : greys)
    image.pixels.push_back(static_cast<std::uint8_t>(std::clamp(std::floor(grey + 0.5), 0.0, 255.0)));
  return image;
}

// Under a Gaussian of that many pixels; the edge pixel goes on beyond the edge.
inline imaging::Image8 blurred(const imaging::Image8& image, double sigma) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  std::vector<double> weights;
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    weights.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    sum += weights.back();
  }
  imaging::Image8 result = image;
  std::vector<double> between(image.pixels.size());
  for (const bool across : {true, false})
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) {
        double value = 0;
        for (int i = -reach; i <= reach; ++i) {
          const double weight = weights[static_cast<std::size_t>(i + reach)] / sum;
          if (across) {
            value += weight * image.pixels[image.index(std::clamp(x + i, 0, image.width - 1), y)];
          } else {
            value += weight * between[image.index(x, std::clamp(y + i, 0, image.height - 1))];
          }
        }
        if (across) {
          between[image.index(x, y)] = value;
        } else {
          result.pixels[image.index(x, y)] = static_cast<std::uint8_t>(std::floor(value + 0.5));
        }
      }
  return result;
}

}  // namespace chexgen::tests
