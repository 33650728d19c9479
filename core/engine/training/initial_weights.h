// How networks start that are trained from nothing.
#pragma once

#include <cstdint>

#include "core/engine/tensor.h"
#include "core/weights/architecture.h"

namespace chexgen::engine {

// Each gives fp32 weights for every expected tensor; the same seed gives the same weights.

// DiT and PixArt: Xavier-uniform layers; the last layer and the text's projections are zero, so that every
// block starts as plain self-attention (Peebles and Xie, ICCV 2023, section 3.2; Chen et al., ICLR 2024).
[[nodiscard]] WeightMap initialTransformer(const weights::TransformerArchitecture& architecture,
                                           std::uint64_t seed);
// Uniform in ±1/√fan-in. The three output channels start equal, and stay so as all images are grey.
[[nodiscard]] WeightMap initialVae(const weights::VaeArchitecture& architecture, std::uint64_t seed);
// T5's own rule: normal, scaled by the widths (Raffel et al., JMLR 2020).
[[nodiscard]] WeightMap initialTextEncoder(const weights::TextEncoderArchitecture& architecture,
                                           std::uint64_t seed);
// Copies of the base's first blocks; the projections around them are zero, so that the branch starts without
// an effect (Zhang et al., ICCV 2023).
[[nodiscard]] WeightMap initialControl(const weights::ControlArchitecture& control,
                                       const weights::TransformerArchitecture& architecture,
                                       const WeightMap& base);

}  // namespace chexgen::engine
