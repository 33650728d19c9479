// Gradient checkpointing: trade a second forward pass for the memory of the activations (Chen et al., 2016).
#pragma once

#include <functional>
#include <vector>

#include "core/engine/tensor.h"

namespace chexgen::engine {

// function(inputs), with nothing of its inside kept: the backward pass computes it again. Gradients reach the
// inputs; those of leaves that the function captures are added to the leaves at once. The function must be
// pure.
[[nodiscard]] Tensor recomputed(const std::function<Tensor(const std::vector<Tensor>&)>& function,
                                const std::vector<Tensor>& inputs);

}  // namespace chexgen::engine
