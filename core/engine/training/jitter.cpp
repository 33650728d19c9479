#include "core/engine/training/jitter.h"

#include <cmath>
#include <numbers>

#include "core/engine/training/randomness.h"

namespace chexgen::engine {
namespace {

constexpr double leastZoom = 1.05;
constexpr double mostZoom = 1.15;
constexpr double mostRotation = 2.0 * std::numbers::pi / 180.0;
constexpr std::uint64_t numbersPerVariant = 4;

}  // namespace

Jitter jitterOf(std::uint64_t seed, std::uint64_t row, std::uint64_t variant) {
  if (variant == 0) return {};
  const auto random = trainingStream(seed, TrainingStream::jitter, row);
  const auto between = [&](std::uint64_t which, double low, double high) {
    return low + (high - low) * random.uniform(variant * numbersPerVariant + which);
  };
  Jitter jitter{.zoom = between(0, leastZoom, mostZoom), .rotation = between(1, -mostRotation, mostRotation)};
  // A turned square of half side 1/zoom reaches this far along an axis.
  const double reach = (std::cos(jitter.rotation) + std::abs(std::sin(jitter.rotation))) / jitter.zoom;
  const double room = std::max(0.0, 1.0 - reach);
  jitter.shiftX = between(2, -room, room);
  jitter.shiftY = between(3, -room, room);
  return jitter;
}

Tensor jittered(const Tensor& picture, const Jitter& jitter) {
  const double cosine = std::cos(jitter.rotation) / jitter.zoom;
  const double sine = std::sin(jitter.rotation) / jitter.zoom;
  const Tensor matrix = at::tensor({cosine, -sine, jitter.shiftX, sine, cosine, jitter.shiftY}, at::kDouble)
                            .to(picture.device(), at::kFloat)
                            .view({1, 2, 3});
  const Tensor whole = picture.unsqueeze(0);
  const Tensor grid = at::affine_grid_generator(matrix, whole.sizes(), false);
  constexpr std::int64_t bilinear = 0;
  constexpr std::int64_t borderPadding = 1;
  return at::avg_pool2d(at::grid_sampler(whole, grid, bilinear, borderPadding, false), 2).squeeze(0);
}

}  // namespace chexgen::engine
