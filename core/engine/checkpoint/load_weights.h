// From mapped files to tensors.
#pragma once

#include "core/base/error.h"
#include "core/engine/tensor.h"
#include "core/weights/tensor_store.h"

namespace chexgen::engine {

// The view as a CPU tensor over the mapped file (no copy, read-only by contract) when its address is aligned
// for its type; a copy otherwise.
[[nodiscard]] Tensor asTensor(const weights::TensorView& view);

struct Placement {
  at::Device device = at::kCPU;
  at::ScalarType type = at::kFloat;  // floating weights are converted to it; integers stay
};

// One tensor moved and converted; shares the mapped memory when nothing has to change.
[[nodiscard]] Tensor place(const Tensor& tensor, const Placement& placement);

}  // namespace chexgen::engine
