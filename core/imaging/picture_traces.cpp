#include "core/imaging/picture_traces.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <numbers>
#include <vector>

namespace chexgen::imaging {
namespace {

constexpr int blockSide = 8;
constexpr int longestPeriod = 16;
constexpr int smallestPattern = 64;
constexpr int plainSpread = 4;

// Mean size of the step from column (or row) i to i + 1.
std::vector<double> stepProfile(const Image8& grey, bool across) {
  const int length = across ? grey.width : grey.height, lines = across ? grey.height : grey.width;
  std::vector<double> profile;
  for (int i = 0; i + 1 < length; ++i) {
    double sum = 0;
    for (int j = 0; j < lines; ++j) {
      const int a = grey.pixels[across ? grey.index(i, j) : grey.index(j, i)];
      const int b = grey.pixels[across ? grey.index(i + 1, j) : grey.index(j, i + 1)];
      sum += std::abs(a - b);
    }
    profile.push_back(sum / lines);
  }
  return profile;
}

double blocksIn(const std::vector<double>& profile) {
  double at = 0, between = 0;
  std::size_t edges = 0;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    const bool edge = i % blockSide == blockSide - 1;
    (edge ? at : between) += profile[i];
    edges += edge ? 1 : 0;
  }
  if (between <= 0 || edges == 0) return 1;
  return (at / static_cast<double>(edges)) / (between / static_cast<double>(profile.size() - edges));
}

double peakIn(const std::vector<double>& profile) {
  const std::size_t size = profile.size();
  double mean = 0;
  for (const double value : profile) mean += value / static_cast<double>(size);
  std::vector<double> windowed;
  for (std::size_t i = 0; i < size; ++i)
    windowed.push_back((profile[i] - mean) *
                       (0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) /
                                             static_cast<double>(size - 1))));
  std::vector<double> amplitudes;
  for (std::size_t k = size / longestPeriod; k <= size / 2; ++k) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size);
    double real = 0, imaginary = 0;
    for (std::size_t i = 0; i < size; ++i) {
      real += windowed[i] * std::cos(turn * static_cast<double>(i));
      imaginary += windowed[i] * std::sin(turn * static_cast<double>(i));
    }
    amplitudes.push_back(std::hypot(real, imaginary));
  }
  const double largest = *std::max_element(amplitudes.begin(), amplitudes.end());
  const auto half = amplitudes.begin() + static_cast<std::ptrdiff_t>(amplitudes.size() / 2);
  std::nth_element(amplitudes.begin(), half, amplitudes.end());
  return *half > 0 ? largest / *half : 0;
}

// How many lines from this edge on are plain.
int plainLines(const Image8& grey, bool rows, bool fromEnd) {
  const int lines = rows ? grey.height : grey.width, length = rows ? grey.width : grey.height;
  for (int line = 0; line < lines; ++line) {
    const int at = fromEnd ? lines - 1 - line : line;
    int least = 255, greatest = 0;
    for (int i = 0; i < length; ++i) {
      const int value = grey.pixels[rows ? grey.index(i, at) : grey.index(at, i)];
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
    if (greatest - least > plainSpread) return line;
  }
  return lines;
}

}  // namespace

double blockEdges(const Image8& grey) {
  if (grey.channels != 1 || std::min(grey.width, grey.height) < 2 * blockSide) return 1;
  return (blocksIn(stepProfile(grey, true)) + blocksIn(stepProfile(grey, false))) / 2;
}

double regularPattern(const Image8& grey) {
  if (grey.channels != 1 || std::min(grey.width, grey.height) < smallestPattern) return 0;
  return std::max(peakIn(stepProfile(grey, true)), peakIn(stepProfile(grey, false)));
}

double plainBorder(const Image8& grey) {
  if (grey.channels != 1 || grey.pixels.empty()) return 0;
  const int lines = plainLines(grey, true, false) + plainLines(grey, true, true) +
                    plainLines(grey, false, false) + plainLines(grey, false, true);
  return static_cast<double>(lines) / (2.0 * (grey.width + grey.height));
}

double borderGrey(const Image8& grey) {
  if (grey.channels != 1 || grey.pixels.empty()) return 0;
  const int ring = std::max(1, std::min(grey.width, grey.height) / 50);
  double sum = 0;
  std::size_t count = 0;
  for (int y = 0; y < grey.height; ++y)
    for (int x = 0; x < grey.width; ++x)
      if (x < ring || y < ring || x >= grey.width - ring || y >= grey.height - ring) {
        sum += grey.pixels[grey.index(x, y)];
        ++count;
      }
  return sum / static_cast<double>(count);
}

double cornerMark(const Image8& grey) {
  if (grey.channels != 1 || grey.pixels.empty()) return 0;
  const int side = std::max(1, std::min(grey.width, grey.height) * 3 / 20);
  double most = 0;
  for (const int left : {0, grey.width - side})
    for (const int top : {0, grey.height - side}) {
      std::vector<std::uint8_t> values;
      for (int y = top; y < top + side; ++y)
        for (int x = left; x < left + side; ++x) values.push_back(grey.pixels[grey.index(x, y)]);
      std::sort(values.begin(), values.end());
      const auto last = static_cast<double>(values.size() - 1);
      const int bright = values[static_cast<std::size_t>(0.995 * last)];
      most = std::max(most, static_cast<double>(bright - values[static_cast<std::size_t>(0.5 * last)]));
    }
  return most;
}

}  // namespace chexgen::imaging
