#include "core/cohort/side.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/cohort/side_weights.h"
#include "core/imaging/lung_fields.h"
#include "core/imaging/resample.h"

namespace chexgen::cohort {
namespace {

constexpr int workSide = 256;  // pixels; what the weights were fitted at
constexpr std::size_t cells = 16, samples = 8;

std::array<double, 6> measuresOf(const imaging::LungFields& fields) {
  const imaging::PixelBox &right = fields.right.box, &left = fields.left.box;
  const double start = right.x, width = left.x + left.width - right.x;
  const int rightBase = right.y + right.height, leftBase = left.y + left.height;
  const double height = std::max(rightBase, leftBase) - std::min(right.y, left.y);
  const double heart = fields.heart.x + fields.heart.width / 2.0;
  return {std::log(fields.right.area / fields.left.area),
          (right.width - left.width) / width,
          (rightBase - leftBase) / height,
          (right.height - left.height) / height,
          (right.y - left.y) / height,
          (heart - (start + width / 2)) / width};
}

// Of both lungs, in pixels.
struct Frame {
  double x0, y0, x1, y1;
};

Frame frameOf(const imaging::LungFields& fields) {
  const imaging::PixelBox &right = fields.right.box, &left = fields.left.box;
  return {static_cast<double>(right.x), static_cast<double>(std::min(right.y, left.y)),
          static_cast<double>(left.x + left.width),
          static_cast<double>(std::max(right.y + right.height, left.y + left.height))};
}

double sampleAt(const imaging::Image8& image, double x, double y) {
  const double u = std::clamp(x, 0.0, image.width - 1.0), v = std::clamp(y, 0.0, image.height - 1.0);
  const int xi = std::min(static_cast<int>(u), image.width - 2),
            yi = std::min(static_cast<int>(v), image.height - 2);
  const double fx = u - xi, fy = v - yi;
  const double top =
      image.pixels[image.index(xi, yi)] * (1 - fx) + image.pixels[image.index(xi + 1, yi)] * fx;
  const double low =
      image.pixels[image.index(xi, yi + 1)] * (1 - fx) + image.pixels[image.index(xi + 1, yi + 1)] * fx;
  return top * (1 - fy) + low * fy;
}

// Half the difference of the greys of both halves of the frame that both ways agree on, brought to
// deviation 1.
std::array<double, greyWeights.size()> halvesOf(const imaging::Image8& image, const Frame& frame,
                                                const Frame& back) {
  const double x0 = (frame.x0 + image.width - back.x1) / 2, x1 = (frame.x1 + image.width - back.x0) / 2;
  const double y0 = (frame.y0 + back.y0) / 2, y1 = (frame.y1 + back.y1) / 2;
  const double margin = 0.05 * (x1 - x0), width = x1 - x0 + 2 * margin, height = 1.12 * (y1 - y0);
  constexpr auto count = static_cast<double>(cells * samples);
  std::array<double, cells * cells> greys{};
  for (std::size_t y = 0; y < cells * samples; ++y)
    for (std::size_t x = 0; x < cells * samples; ++x)
      greys[y / samples * cells + x / samples] +=
          sampleAt(image, x0 - margin + (static_cast<double>(x) + 0.5) / count * width - 0.5,
                   y0 + (static_cast<double>(y) + 0.5) / count * height - 0.5) /
          (samples * samples);
  double mean = 0, square = 0;
  for (const double grey : greys) mean += grey / static_cast<double>(greys.size());
  for (const double grey : greys) square += (grey - mean) * (grey - mean) / static_cast<double>(greys.size());
  const double deviation = std::max(std::sqrt(square), 1e-6);
  std::array<double, greyWeights.size()> halves{};
  for (std::size_t y = 0; y < cells; ++y)
    for (std::size_t x = 0; x < cells / 2; ++x)
      halves[y * cells / 2 + x] = (greys[y * cells + x] - greys[y * cells + cells - 1 - x]) / (2 * deviation);
  return halves;
}

}  // namespace

imaging::Image8 mirrored(const imaging::Image8& image) {
  imaging::Image8 turned = image;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < image.channels; ++c)
        turned.pixels[turned.index(x, y, c)] = image.pixels[image.index(image.width - 1 - x, y, c)];
  return turned;
}

base::Result<std::optional<double>> sideScore(const imaging::Image8& radiograph) {
  CHEXGEN_ASSIGN(const imaging::Image8 image,
                 imaging::resize(radiograph, workSide, workSide, imaging::Filter::box));
  CHEXGEN_ASSIGN(const imaging::LungFields lungs, imaging::segmentLungFields(image));
  if (!lungs.plausible) return std::optional<double>();
  CHEXGEN_ASSIGN(const imaging::LungFields back, imaging::segmentLungFields(mirrored(image)));
  if (!back.plausible) return std::optional<double>();
  const auto a = measuresOf(lungs), b = measuresOf(back);
  double score = 0;
  for (std::size_t i = 0; i < outlineWeights.size(); ++i)
    score += outlineWeights[i] * std::clamp((a[i] - b[i]) / outlineLimits[i], -1.0, 1.0);
  const auto halves = halvesOf(image, frameOf(lungs), frameOf(back));
  for (std::size_t i = 0; i < greyWeights.size(); ++i) score += greyWeights[i] * halves[i];
  return std::optional(score);
}

}  // namespace chexgen::cohort
