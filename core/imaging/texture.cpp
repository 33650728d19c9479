#include "core/imaging/texture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace chexgen::imaging {
namespace {

constexpr int smallestTexture = 4;
constexpr int tileSide = 16;
constexpr double medianOfNormal = 0.6744897501960817;  // of the size of a standard normal number
// High-pass of the Daubechies wavelet of order 2.
constexpr std::array<double, 4> highPass{-0.48296291314453416, 0.8365163037378079, -0.2241438680420134,
                                         -0.1294095225512604};

bool isTooSmall(const Image8& grey) {
  return grey.channels != 1 || grey.width < smallestTexture || grey.height < smallestTexture;
}

double medianOf(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return *half;
  return (*half + *std::max_element(values.begin(), half)) / 2;
}

// As if the picture were mirrored at its edge, the outermost pixel twice.
int mirrored(int at, int size) {
  if (at < 0) return -1 - at;
  return at < size ? at : 2 * size - 1 - at;
}

// Each second value of the row under the high-pass.
void detailOf(const std::vector<double>& row, std::vector<double>& detail) {
  const int size = static_cast<int>(row.size());
  detail.clear();
  for (int n = 0; n < (size + 3) / 2; ++n) {
    double sum = 0;
    for (int k = 0; k < 4; ++k)
      sum += highPass[static_cast<std::size_t>(k)] *
             row[static_cast<std::size_t>(mirrored(2 * n + 1 - k, size))];
    detail.push_back(sum);
  }
}

template <class Value>
double meanInside(const Image8& grey, const Value& value) {
  double sum = 0;
  for (int y = 1; y + 1 < grey.height; ++y)
    for (int x = 1; x + 1 < grey.width; ++x) sum += value(x, y);
  return sum / (static_cast<double>(grey.width - 2) * (grey.height - 2));
}

}  // namespace

double laplacianVariance(const Image8& grey) {
  if (isTooSmall(grey)) return 0;
  const auto at = [&](int x, int y) { return static_cast<double>(grey.pixels[grey.index(x, y)]); };
  const auto laplacian = [&](int x, int y) {
    return at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
  };
  const double mean = meanInside(grey, laplacian);
  return meanInside(grey, [&](int x, int y) { return std::pow(laplacian(x, y) - mean, 2); });
}

double gradientEnergy(const Image8& grey) {
  if (isTooSmall(grey)) return 0;
  const auto at = [&](int x, int y) { return static_cast<double>(grey.pixels[grey.index(x, y)]); };
  return meanInside(grey, [&](int x, int y) {
    const double across = (at(x + 1, y) - at(x - 1, y)) / 2, down = (at(x, y + 1) - at(x, y - 1)) / 2;
    return across * across + down * down;
  });
}

double waveletNoise(const Image8& grey) {
  if (isTooSmall(grey)) return 0;
  const auto height = static_cast<std::size_t>(grey.height);
  std::vector<std::vector<double>> rows;  // of details across
  std::vector<double> line, detail;
  for (int y = 0; y < grey.height; ++y) {
    const auto begin = grey.pixels.begin() + static_cast<std::ptrdiff_t>(grey.index(0, y));
    line.assign(begin, begin + grey.width);
    detailOf(line, detail);
    rows.push_back(detail);
  }
  std::vector<double> sizes;
  line.resize(height);
  for (std::size_t x = 0; x < rows.front().size(); ++x) {
    for (std::size_t y = 0; y < height; ++y) line[y] = rows[y][x];
    detailOf(line, detail);
    for (const double value : detail)
      if (std::abs(value) > 1e-9) sizes.push_back(std::abs(value));
  }
  return medianOf(std::move(sizes)) / medianOfNormal;
}

double maskNoise(const Image8& grey) {
  if (isTooSmall(grey)) return 0;
  const auto at = [&](int x, int y) { return static_cast<double>(grey.pixels[grey.index(x, y)]); };
  const double mean = meanInside(grey, [&](int x, int y) {
    return std::abs(at(x - 1, y - 1) - 2 * at(x, y - 1) + at(x + 1, y - 1) - 2 * at(x - 1, y) + 4 * at(x, y) -
                    2 * at(x + 1, y) + at(x - 1, y + 1) - 2 * at(x, y + 1) + at(x + 1, y + 1));
  });
  return std::sqrt(std::numbers::pi / 2) / 6 * mean;
}

double tileContrast(const Image8& grey) {
  if (isTooSmall(grey)) return 0;
  std::vector<double> deviations;
  for (int top = 0; top + tileSide <= grey.height; top += tileSide)
    for (int left = 0; left + tileSide <= grey.width; left += tileSide) {
      double sum = 0, squares = 0;
      for (int y = top; y < top + tileSide; ++y)
        for (int x = left; x < left + tileSide; ++x) {
          const double value = grey.pixels[grey.index(x, y)];
          sum += value;
          squares += value * value;
        }
      constexpr double count = tileSide * tileSide;
      deviations.push_back(std::sqrt(std::max(0.0, squares / count - (sum / count) * (sum / count))));
    }
  return medianOf(std::move(deviations));
}

}  // namespace chexgen::imaging
