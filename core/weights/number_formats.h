// Floating-point formats of weights: 16-bit forms to and from float, rounding to nearest, ties to even.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/weights/tensor_store.h"

namespace chexgen::weights {

[[nodiscard]] bool isFloating(DataType type);

[[nodiscard]] float fromBfloat16(std::uint16_t bits);
[[nodiscard]] std::uint16_t toBfloat16(float value);  // NaN stays NaN
[[nodiscard]] float fromFloat16(std::uint16_t bits);
[[nodiscard]] std::uint16_t toFloat16(float value);  // beyond 65504: infinity

// Elements of a floating type as float; float64 is rounded. `bytes` may be unaligned; its length must be a
// multiple of the element size.
[[nodiscard]] std::vector<float> toFloats(std::span<const std::byte> bytes, DataType type);
// The other way; float64 is exact.
[[nodiscard]] std::vector<std::byte> fromFloats(std::span<const float> values, DataType type);

// Whether none of the elements is NaN or infinite; true for types that know neither. `bytes` as in toFloats.
[[nodiscard]] bool allFinite(std::span<const std::byte> bytes, DataType type);

}  // namespace chexgen::weights
