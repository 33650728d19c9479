// Classifier-free guidance (Ho and Salimans, 2022) on the transformer's output.
#pragma once

#include "core/engine/tensor.h"

namespace chexgen::engine {

// `conditional` and `unconditional` [N, 8, h, w] → guided [N, 8, h, w]: the first `channels` channels of
// epsilon become unconditional + scale · (conditional - unconditional); everything else stays conditional.
// The release guides 3 of the 4 channels.
[[nodiscard]] Tensor guide(const Tensor& conditional, const Tensor& unconditional, double scale,
                           int channels);

}  // namespace chexgen::engine
