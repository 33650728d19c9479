// The adversary of the autoencoder's training: judges patches of a radiograph as real or reconstructed
// (PatchGAN: Isola et al., CVPR 2017).
#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/tensor.h"

namespace chexgen::engine {

// Fresh weights. `width` is the number of channels of the first layer.
[[nodiscard]] WeightMap initialCritic(std::int64_t width, std::uint64_t seed);

struct Criticism {
  Tensor score;                  // [N, 1, h, w]: above zero means real
  std::vector<Tensor> features;  // of the layers before
};

// image [N, 1, H, W] in [-1, 1].
[[nodiscard]] Criticism criticise(const WeightMap& critic, const Tensor& image);

}  // namespace chexgen::engine
