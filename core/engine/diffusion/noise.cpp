#include "core/engine/diffusion/noise.h"

#include <span>

#include "core/base/philox.h"

namespace chexgen::engine {

Tensor imageNoise(std::uint64_t seed, NoiseStream stream, std::uint32_t step, at::IntArrayRef shape,
                  at::Device device) {
  Tensor noise = at::empty(shape, at::kFloat);
  const base::RandomStream random{.seed = seed, .stream = static_cast<std::uint32_t>(stream), .step = step};
  random.fillNormal({noise.data_ptr<float>(), static_cast<std::size_t>(noise.numel())});
  return noise.to(device);
}

}  // namespace chexgen::engine
