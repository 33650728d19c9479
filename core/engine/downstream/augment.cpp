#include "core/engine/downstream/augment.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/engine/training/randomness.h"

namespace chexgen::engine {
namespace {

double radians(double degrees) { return degrees * std::numbers::pi / 180.0; }

// [H, W, 2] places in −1 … 1 → the picture there.
Tensor sampledAt(const Tensor& picture, const Tensor& grid, double fill, Sampling sampling) {
  const Tensor both = at::stack({picture, at::ones_like(picture)}).unsqueeze(0);  // with what is inside
  constexpr std::int64_t zeros = 0;
  const Tensor found =
      at::grid_sampler(both, grid.unsqueeze(0), sampling == Sampling::linear ? 0 : 1, zeros, false)[0];
  if (sampling == Sampling::nearest)
    return at::where(found[1] < 0.5, at::full_like(found[0], fill), found[0]);
  return found[0] * found[1] + (1.0 - found[1]) * fill;
}

// The pixel centres along an axis, from the middle.
Tensor centres(std::int64_t length, const Tensor& like) {
  const double half = static_cast<double>(length) / 2;
  return at::linspace(0.5 - half, half - 0.5, length, like.options());
}

}  // namespace

InverseAffine inverseAffine(double angle, double shiftX, double shiftY, double scale, double shearX,
                            double shearY) {
  const double rotation = radians(angle);
  const double sx = radians(shearX);
  const double sy = radians(shearY);
  const double a = std::cos(rotation - sy) / std::cos(sy);
  const double b = -std::cos(rotation - sy) * std::tan(sx) / std::cos(sy) - std::sin(rotation);
  const double c = std::sin(rotation - sy) / std::cos(sy);
  const double d = -std::sin(rotation - sy) * std::tan(sx) / std::cos(sy) + std::cos(rotation);
  InverseAffine inverse{d / scale, -b / scale, 0, -c / scale, a / scale, 0};
  inverse[2] = -inverse[0] * shiftX - inverse[1] * shiftY;
  inverse[5] = -inverse[3] * shiftX - inverse[4] * shiftY;
  return inverse;
}

Tensor warped(const Tensor& picture, const InverseAffine& m, double fill, Sampling sampling) {
  const std::int64_t height = picture.size(0);
  const std::int64_t width = picture.size(1);
  const Tensor x = centres(width, picture).unsqueeze(0);
  const Tensor y = centres(height, picture).unsqueeze(1);
  const Tensor oldX = (x * m[0] + y * m[1] + m[2]) / (0.5 * static_cast<double>(width));
  const Tensor oldY = (x * m[3] + y * m[4] + m[5]) / (0.5 * static_cast<double>(height));
  return sampledAt(picture, at::stack({oldX, oldY}, -1), fill, sampling);
}

Tensor elasticallyWarped(const Tensor& picture, const Tensor& displacement, double fill, Sampling sampling) {
  const auto places = [&](std::int64_t length) {
    return centres(length, picture) / (0.5 * static_cast<double>(length));
  };
  const Tensor x = places(picture.size(1)).unsqueeze(0).expand(picture.sizes());
  const Tensor y = places(picture.size(0)).unsqueeze(1).expand(picture.sizes());
  return sampledAt(picture, at::stack({x, y}, -1) + displacement.to(picture.scalar_type()), fill, sampling);
}

Tensor withBrightness(const Tensor& picture, double factor) { return (picture * factor).clamp(0, 1); }

Tensor withContrast(const Tensor& picture, double factor) {
  return (picture * factor + (1 - factor) * picture.mean()).clamp(0, 1);
}

Tensor withGamma(const Tensor& picture, double exponent) { return picture.pow(exponent).clamp(0, 1); }

Tensor blurred(const Tensor& picture, std::int64_t kernel, double deviation) {
  const double half = 0.5 * static_cast<double>(kernel - 1);
  const Tensor places = at::linspace(-half, half, kernel, picture.options()) / deviation;
  Tensor weights = (places.square() * -0.5).exp();
  weights = weights / weights.sum();
  const std::int64_t reach = kernel / 2;
  const Tensor padded = at::reflection_pad2d(picture.unsqueeze(0).unsqueeze(0), {reach, reach, reach, reach});
  const Tensor down = at::conv2d(padded, weights.view({1, 1, kernel, 1}));
  return at::conv2d(down, weights.view({1, 1, 1, kernel}))[0][0];
}

Tensor augmented(const Tensor& picture, const downstream::AugmentDraw& draw, double elastic,
                 std::uint64_t seed, std::uint64_t position) {
  const auto width = static_cast<double>(picture.size(1));
  const auto height = static_cast<double>(picture.size(0));
  Tensor changed = draw.flip ? picture.flip(1) : picture;
  changed = warped(changed,
                   inverseAffine(draw.angle, draw.shiftX * width, draw.shiftY * height, draw.scale,
                                 draw.shearX, draw.shearY),
                   0);
  if (elastic > 0) {
    // Few random points, smoothly joined: the farthest is moved by as much as is allowed.
    constexpr std::int64_t points = 6;
    const Tensor coarse =
        trainingNormal(seed, TrainingStream::elastic, position, {1, 2, points, points}).clamp(-2.5, 2.5) /
        2.5;
    const Tensor smooth = at::upsample_bicubic2d(coarse, picture.sizes(), true)[0];
    changed =
        elasticallyWarped(changed, smooth.permute({1, 2, 0}) * (2 * elastic / std::max(width, height)), 0);
  }
  if (draw.blur > 0.1)
    changed = blurred(changed, 2 * static_cast<std::int64_t>(std::ceil(2 * draw.blur)) + 1, draw.blur);
  changed = withGamma(withContrast(withBrightness(changed, draw.brightness), draw.contrast), draw.gamma);
  if (draw.noise > 0)
    changed =
        (changed + draw.noise * trainingNormal(seed, TrainingStream::greyNoise, position, changed.sizes()))
            .clamp(0, 1);
  return changed;
}

}  // namespace chexgen::engine
