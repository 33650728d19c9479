#include "core/cohort/side.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace chexgen::cohort {
namespace {

constexpr std::array<double, 6> weights{2.05194359,  -2.62745085, -1.05900768,
                                        -1.34974242, 3.61112571,  9.72311576};

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

}  // namespace

imaging::Image8 mirrored(const imaging::Image8& image) {
  imaging::Image8 turned = image;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < image.channels; ++c)
        turned.pixels[turned.index(x, y, c)] = image.pixels[image.index(image.width - 1 - x, y, c)];
  return turned;
}

base::Result<std::optional<double>> sideScore(const imaging::Image8& radiograph,
                                              const imaging::LungFields& lungs) {
  CHEXGEN_ASSIGN(const imaging::LungFields back, imaging::segmentLungFields(mirrored(radiograph)));
  if (!lungs.plausible || !back.plausible) return std::optional<double>();
  const auto a = measuresOf(lungs), b = measuresOf(back);
  double score = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) score += weights[i] * (a[i] - b[i]);
  return std::optional(score);
}

}  // namespace chexgen::cohort
