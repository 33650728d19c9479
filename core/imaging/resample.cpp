#include "core/imaging/resample.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

namespace chexgen::imaging {
namespace {

// Pillow keeps 8 bits for the result and 2 for overshoot of a 32-bit sum.
constexpr int fractionBits = 32 - 8 - 2;

// Half the width of each filter's support, in pixels of the larger grid.
double supportOf(Filter filter) {
  switch (filter) {
    case Filter::box: return 0.5;
    case Filter::bilinear: return 1.0;
    case Filter::bicubic: return 2.0;
  }
  return 0;
}

double valueOf(Filter filter, double x) {
  if (filter == Filter::box) return x > -0.5 && x <= 0.5 ? 1.0 : 0.0;
  x = std::abs(x);
  if (filter == Filter::bilinear) return x < 1.0 ? 1.0 - x : 0.0;
  // Keys' cubic convolution with a = -0.5.
  constexpr double a = -0.5;
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

// The source positions that one output position draws from, and their fixed-point weights.
struct Window {
  int first = 0;
  std::size_t offset = 0;  // into Weights::values
  int count = 0;
};

struct Weights {
  std::vector<Window> windows;  // one for each output position
  std::vector<std::int32_t> values;

  [[nodiscard]] std::span<const std::int32_t> of(const Window& window) const {
    return std::span(values).subspan(window.offset, static_cast<std::size_t>(window.count));
  }
};

std::int32_t fixedPoint(double weight) {
  const double scaled = weight * (1 << fractionBits);
  return static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

Weights weightsFor(int from, int to, Filter filter) {
  const double scale = static_cast<double>(from) / to;
  const double stretch = std::max(scale, 1.0);
  const double support = supportOf(filter) * stretch;
  const double step = 1.0 / stretch;
  Weights weights;
  std::vector<double> raw;
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * scale;
    const int first = std::max(static_cast<int>(std::floor(centre - support + 0.5)), 0);
    const int last = std::min(static_cast<int>(std::floor(centre + support + 0.5)), from);
    raw.clear();
    double sum = 0;
    for (int x = first; x < last; ++x) {
      raw.push_back(valueOf(filter, (x - centre + 0.5) * step));
      sum += raw.back();
    }
    weights.windows.push_back({first, weights.values.size(), last - first});
    for (const double value : raw) weights.values.push_back(fixedPoint(sum != 0 ? value / sum : value));
  }
  return weights;
}

std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> fractionBits, 0, 255));
}

constexpr std::int32_t half = 1 << (fractionBits - 1);

base::Result<Image8> resizeRows(const Image8& image, int width, Filter filter) {
  CHEXGEN_ASSIGN(Image8 out, makeImage(width, image.height, image.channels));
  const Weights weights = weightsFor(image.width, width, filter);
  const auto channels = static_cast<std::size_t>(image.channels);
  auto target = out.pixels.begin();
  for (int y = 0; y < image.height; ++y) {
    for (const Window& window : weights.windows) {
      for (int c = 0; c < image.channels; ++c) {
        const std::uint8_t* source = image.pixels.data() + image.index(window.first, y, c);
        std::int32_t sum = half;
        for (const std::int32_t weight : weights.of(window)) {
          sum += *source * weight;
          source += channels;
        }
        *target++ = rounded(sum);
      }
    }
  }
  return out;
}

base::Result<Image8> resizeColumns(const Image8& image, int height, Filter filter) {
  CHEXGEN_ASSIGN(Image8 out, makeImage(image.width, height, image.channels));
  const Weights weights = weightsFor(image.height, height, filter);
  const std::size_t rowLength = image.index(0, 1);
  std::vector<std::int32_t> sums(rowLength);  // a whole row at once: the memory is read in order
  for (int y = 0; y < height; ++y) {
    const Window& window = weights.windows[static_cast<std::size_t>(y)];
    std::fill(sums.begin(), sums.end(), half);
    const std::uint8_t* source = image.pixels.data() + image.index(0, window.first);
    for (const std::int32_t weight : weights.of(window)) {
      for (std::size_t i = 0; i < rowLength; ++i) sums[i] += source[i] * weight;
      source += rowLength;
    }
    std::transform(sums.begin(), sums.end(), out.pixels.data() + out.index(0, y), rounded);
  }
  return out;
}

}  // namespace

base::Result<Image8> resize(const Image8& image, int width, int height, Filter filter) {
  CHEXGEN_TRY(checkImage(image));
  CHEXGEN_TRY(checkImageSize(static_cast<std::uint64_t>(std::max(width, 0)),
                             static_cast<std::uint64_t>(std::max(height, 0))));
  Image8 result = image;
  if (width != image.width) {
    CHEXGEN_ASSIGN(result, resizeRows(result, width, filter));
  }
  if (height != image.height) {
    CHEXGEN_ASSIGN(result, resizeColumns(result, height, filter));
  }
  return result;
}

}  // namespace chexgen::imaging
