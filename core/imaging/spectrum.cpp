#include "core/imaging/spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include <vnl/algo/vnl_fft_2d.h>
#include <vnl/vnl_matrix.h>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using ComplexPlane = vnl_matrix<std::complex<double>>;

constexpr int smallestSpectrum = 64;
constexpr int spectrumMargin = 16;  // on each side, so that what is left and right does not meet

// Only these have a fast transform.
bool isSmooth(int size) {
  for (const int factor : {2, 3, 5})
    while (size % factor == 0) size /= factor;
  return size == 1;
}

// Cycles per pixel of the index of a transform.
double frequencyAt(int index, int size) {
  return static_cast<double>(index <= size / 2 ? index : size - index) / size;
}

int mirroredAt(int at, int size) {
  const int period = 2 * size;
  const int within = ((at % period) + period) % period;
  return within < size ? within : period - 1 - within;
}

double gainAt(const Rings& gains, double frequency) {
  const double place = frequency * 2 * static_cast<double>(ringCount) - 0.5;
  if (place <= 0) return gains.front();
  const auto ring = static_cast<std::size_t>(place);
  if (ring + 1 >= ringCount) return gains.back();
  const double share = place - static_cast<double>(ring);
  return (1 - share) * gains[ring] + share * gains[ring + 1];
}

}  // namespace

base::Result<Rings> radialPower(const Image8& grey) {
  CHEXGEN_TRY(checkImage(grey));
  int side = std::min(grey.width, grey.height);
  if (grey.channels != 1 || side < smallestSpectrum)
    return base::fail(ErrorCode::argumentInvalid, "A spectrum needs a grey picture of 64 pixels at least.");
  while (!isSmooth(side)) --side;
  const int left = (grey.width - side) / 2, top = (grey.height - side) / 2;
  double mean = 0;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) mean += grey.pixels[grey.index(left + x, top + y)];
  mean /= static_cast<double>(side) * side;
  std::vector<double> window;
  double energy = 0;
  for (int i = 0; i < side; ++i) {
    window.push_back(0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / side));
    energy += window.back() * window.back();
  }
  const auto size = static_cast<unsigned>(side);
  ComplexPlane plane(size, size);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      plane(static_cast<unsigned>(y), static_cast<unsigned>(x)) =
          (grey.pixels[grey.index(left + x, top + y)] - mean) * window[static_cast<std::size_t>(x)] *
          window[static_cast<std::size_t>(y)];
  vnl_fft_2d<double>(side, side).fwd_transform(plane);
  Rings power{}, count{};
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const double frequency = std::hypot(frequencyAt(x, side), frequencyAt(y, side));
      const auto ring = static_cast<std::size_t>(frequency * 2 * static_cast<double>(ringCount));
      if (ring >= ringCount) continue;
      power[ring] += std::norm(plane(static_cast<unsigned>(y), static_cast<unsigned>(x)));
      ++count[ring];
    }
  for (std::size_t k = 0; k < ringCount; ++k) power[k] /= std::max(1.0, count[k]) * energy * energy;
  return power;
}

double spectrumSlope(const Rings& power) {
  double n = 0, sumX = 0, sumY = 0, sumXx = 0, sumXy = 0;
  for (std::size_t k = 0; k < ringCount; ++k) {
    const double frequency = ringFrequency(k);
    if (frequency < 1.0 / 32 || frequency > 0.45) continue;
    const double x = std::log(frequency), y = std::log(std::max(power[k], 1e-12));
    ++n;
    sumX += x;
    sumY += y;
    sumXx += x * x;
    sumXy += x * y;
  }
  return (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
}

double fineShare(const Rings& power) {
  double fine = 0, all = 0;
  for (std::size_t k = 1; k < ringCount; ++k) {
    const double weighed = power[k] * ringFrequency(k);
    all += weighed;
    if (ringFrequency(k) > 0.25) fine += weighed;
  }
  return all > 0 ? fine / all : 0;
}

base::Result<void> filterRings(std::vector<float>& plane, int side, const Rings& gains) {
  if (side < smallestSpectrum ||
      plane.size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side))
    return base::fail(ErrorCode::argumentInvalid, "The plane is not square, or too small to be filtered.");
  int padded = side + 2 * spectrumMargin;
  while (!isSmooth(padded)) ++padded;
  const auto size = static_cast<unsigned>(padded);
  ComplexPlane values(size, size);
  const auto at = [&](int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x);
  };
  for (int y = 0; y < padded; ++y)
    for (int x = 0; x < padded; ++x)
      values(static_cast<unsigned>(y), static_cast<unsigned>(x)) =
          plane[at(mirroredAt(x - spectrumMargin, side), mirroredAt(y - spectrumMargin, side))];
  vnl_fft_2d<double> transform(padded, padded);
  transform.fwd_transform(values);
  const double scale = 1.0 / (static_cast<double>(padded) * padded);
  for (int y = 0; y < padded; ++y)
    for (int x = 0; x < padded; ++x)
      values(static_cast<unsigned>(y), static_cast<unsigned>(x)) *=
          scale * gainAt(gains, std::hypot(frequencyAt(x, padded), frequencyAt(y, padded)));
  transform.bwd_transform(values);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      plane[at(x, y)] = static_cast<float>(
          values(static_cast<unsigned>(y + spectrumMargin), static_cast<unsigned>(x + spectrumMargin))
              .real());
  return {};
}

}  // namespace chexgen::imaging
