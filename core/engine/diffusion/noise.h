// The randomness of one image: everything comes from its own seed.
#pragma once

#include <cstdint>

#include "core/engine/tensor.h"

namespace chexgen::engine {

// What a stream of an image's random numbers is for. The numbers are part of every recipe's meaning: never
// renumber.
enum class NoiseStream : std::uint32_t {
  initialLatent = 0,
  ancestralStep = 1,    // one block of numbers per step
  conditionLatent = 2,  // the sampled latent of the condition image (profile "published")
};

// Standard normal fp32 numbers of the shape [1, channels, height, width], made on the CPU whatever the
// device, then moved.
[[nodiscard]] Tensor imageNoise(std::uint64_t seed, NoiseStream stream, std::uint32_t step,
                                at::IntArrayRef shape, at::Device device);

}  // namespace chexgen::engine
