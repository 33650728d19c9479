// The transformer's fixed sin-cos position table, and reading its scale back from a stored one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/weights/architecture.h"

namespace chexgen::weights {

// [T, C] row-major, T = (inputSize / patch)²: the first half of the channels encodes the column, the second
// the row; per half sines, then cosines, of i / positionScale · 10000^(-k / (C / 4)).
[[nodiscard]] std::vector<float> positionTable(const TransformerArchitecture& architecture);

// The positionScale with which positionTable gives `stored` (within `tolerance` everywhere), whatever the
// architecture says itself; nothing when the table is none of that form or has a single token.
[[nodiscard]] std::optional<double> positionScaleOf(std::span<const float> stored,
                                                    const TransformerArchitecture& architecture,
                                                    float tolerance);

}  // namespace chexgen::weights
