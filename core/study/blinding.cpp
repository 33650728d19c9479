#include "core/study/blinding.h"

#include <algorithm>
#include <cmath>

#include "core/base/philox.h"
#include "core/study/remedies.h"

namespace chexgen::study {
namespace {

using base::ErrorCode;

constexpr double reduction = 0.9;
constexpr int smallestSide = 64;
constexpr double clipped = 0.005;  // of the pixels, at each end
constexpr double mostCropped = 0.25;
constexpr double mostMasked = 0.5;
constexpr std::uint32_t grainStream = 0x67726169;

// Where the middle square lies, without its cropped edges.
struct Square {
  double left = 0, top = 0, side = 0;
};

Square middleSquare(const imaging::Image8& image, double cropped) {
  const double edge = std::min(image.width, image.height);
  const double side = edge * (1 - 2 * cropped);
  return {(image.width - side) / 2, (image.height - side) / 2, side};
}

// Weights of the source pixels first … first + size for one target pixel.
struct Taps {
  int first = 0;
  std::vector<double> weights;
};

// The triangle filter, widened with the reduction.
std::vector<Taps> tapsFor(double start, double length, int side, int limit) {
  const double scale = length / side;
  std::vector<Taps> all;
  for (int i = 0; i < side; ++i) {
    const double centre = start + (i + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(std::floor(centre - scale)));
    const int last = std::min(limit, static_cast<int>(std::ceil(centre + scale)));
    Taps taps{.first = first, .weights = {}};
    double sum = 0;
    for (int x = first; x < last; ++x) {
      taps.weights.push_back(std::max(0.0, 1 - std::abs((x + 0.5 - centre) / scale)));
      sum += taps.weights.back();
    }
    for (double& weight : taps.weights) weight /= sum;
    all.push_back(std::move(taps));
  }
  return all;
}

std::vector<double> reduced(const imaging::Image8& image, const Square& square, int side) {
  const auto across = tapsFor(square.left, square.side, side, image.width);
  const auto down = tapsFor(square.top, square.side, side, image.height);
  const auto width = static_cast<std::size_t>(side);
  std::vector<double> rows(width * static_cast<std::size_t>(image.height), 0);
  for (int y = 0; y < image.height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      double sum = 0;
      for (std::size_t k = 0; k < across[x].weights.size(); ++k)
        sum += across[x].weights[k] * image.pixels[image.index(across[x].first + static_cast<int>(k), y)];
      rows[static_cast<std::size_t>(y) * width + x] = sum;
    }
  std::vector<double> pixels(width * width, 0);
  for (std::size_t y = 0; y < width; ++y)
    for (std::size_t k = 0; k < down[y].weights.size(); ++k) {
      const std::size_t row = (static_cast<std::size_t>(down[y].first) + k) * width;
      for (std::size_t x = 0; x < width; ++x) pixels[y * width + x] += down[y].weights[k] * rows[row + x];
    }
  return pixels;
}

double quantile(std::vector<double> values, double share) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

base::Result<void> filter(std::vector<double>& pixels, int side, const Treatment& treatment) {
  const auto& gains = treatment.gains;
  if (std::all_of(gains.begin(), gains.end(), [](double gain) { return gain == 1; })) return {};
  std::vector<float> plane(pixels.begin(), pixels.end());
  CHEXGEN_TRY(imaging::filterRings(plane, side, gains));
  std::copy(plane.begin(), plane.end(), pixels.begin());
  return {};
}

// Where the treatment's curve brings a grey from 0 to 1.
double curveAt(const Treatment& treatment, double grey) {
  if (treatment.from.empty()) return grey;
  const auto above = std::lower_bound(treatment.from.begin(), treatment.from.end(), grey);
  if (above == treatment.from.begin()) return treatment.to.front();
  if (above == treatment.from.end()) return treatment.to.back();
  const auto i = static_cast<std::size_t>(above - treatment.from.begin());
  const double share = (grey - treatment.from[i - 1]) / (treatment.from[i] - treatment.from[i - 1]);
  return treatment.to[i - 1] + share * (treatment.to[i] - treatment.to[i - 1]);
}

// For each pixel, in greys.
std::vector<float> grainOf(const Treatment& treatment, std::size_t pixels, std::uint64_t seed) {
  std::vector<float> grain(pixels, 0);
  if (treatment.mostGrain <= 0) return grain;
  base::RandomStream{seed, grainStream, 0}.fillNormal(grain);
  const double share = base::RandomStream{seed, grainStream, 1}.uniform(0);
  const auto strength =
      static_cast<float>(treatment.leastGrain + share * (treatment.mostGrain - treatment.leastGrain));
  for (float& value : grain) value *= strength;
  return grain;
}

std::uint8_t greyOf(double value) {
  return static_cast<std::uint8_t>(std::floor(std::clamp(value, 0.0, 255.0) + 0.5));
}

}  // namespace

base::Result<int> commonSide(const std::vector<int>& shortestEdges, double cropped) {
  if (shortestEdges.empty()) return base::fail(ErrorCode::argumentInvalid, "The study has no image.");
  if (!(cropped >= 0 && cropped < mostCropped))
    return base::fail(ErrorCode::argumentInvalid, "Less than a quarter of an edge can be cut off.");
  const int smallest = *std::min_element(shortestEdges.begin(), shortestEdges.end());
  const int side = static_cast<int>(reduction * (1 - 2 * cropped) * smallest);
  if (side < smallestSide)
    return base::fail(ErrorCode::argumentInvalid, "The smallest image, of " + std::to_string(smallest) +
                                                      " pixels, is too small to be rated.");
  return side;
}

base::Result<imaging::Image8> blinded(const imaging::Image8& image, const BlindingOptions& options) {
  return blinded(image, options, Treatment(), 0);
}

base::Result<imaging::Image8> blinded(const imaging::Image8& image, const BlindingOptions& options,
                                      const Treatment& treatment, std::uint64_t seed) {
  CHEXGEN_TRY(imaging::checkImage(image));
  const Square square = middleSquare(image, options.cropped);
  if (image.channels != 1 || options.side < 1 || square.side <= options.side)
    return base::fail(ErrorCode::argumentInvalid, "The image is too small for this study, or not grey.");
  if (!(options.masked >= 0 && options.masked < mostMasked))
    return base::fail(ErrorCode::argumentInvalid, "Corners of less than half the side can be masked.");
  std::vector<double> pixels = reduced(image, square, options.side);
  CHEXGEN_TRY(filter(pixels, options.side, treatment));
  const auto side = static_cast<std::size_t>(options.side);
  const auto mask = static_cast<std::size_t>(options.masked * options.side);
  const auto isMasked = [&](std::size_t i) {
    const std::size_t x = i % side, y = i / side;
    return (x < mask || x >= side - mask) && (y < mask || y >= side - mask);
  };
  std::vector<double> seen;
  for (std::size_t i = 0; i < pixels.size(); ++i)
    if (!isMasked(i)) seen.push_back(pixels[i]);
  const double black = quantile(seen, clipped), white = quantile(seen, 1 - clipped);
  if (white <= black)
    return base::fail(ErrorCode::formatInvalid, "The image is plain; there is nothing to rate.");
  const std::vector<float> grain = grainOf(treatment, pixels.size(), seed);
  CHEXGEN_ASSIGN(auto result, imaging::makeImage(options.side, options.side, 1));
  for (std::size_t i = 0; i < pixels.size(); ++i)
    if (!isMasked(i))
      result.pixels[i] = greyOf(
          255 * curveAt(treatment, std::clamp((pixels[i] - black) / (white - black), 0.0, 1.0)) + grain[i]);
  return result;
}

}  // namespace chexgen::study
