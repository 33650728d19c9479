// Low-rank adapters (LoRA: Hu et al., ICLR 2022): W + (alpha / rank) · B A beside every linear layer of the
// transformer's blocks, the base untouched.
#pragma once

#include <cstdint>

#include "core/engine/tensor.h"

namespace chexgen::engine {

// "KEY.lora_a" [rank, in], normal with deviation 1/√in, and "KEY.lora_b" [out, rank], zero, for each
// "KEY.weight" that is adapted.
[[nodiscard]] WeightMap initialLora(const WeightMap& base, std::int64_t rank, std::uint64_t seed);

// The base with every adapted weight replaced by its sum with the adapter; differentiable in the adapter.
[[nodiscard]] WeightMap withLora(const WeightMap& base, const WeightMap& lora, double alpha);

}  // namespace chexgen::engine
