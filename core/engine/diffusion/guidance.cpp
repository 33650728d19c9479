#include "core/engine/diffusion/guidance.h"

namespace chexgen::engine {

Tensor guide(const Tensor& conditional, const Tensor& unconditional, double scale, int channels) {
  const Tensor with = conditional.narrow(1, 0, channels);
  const Tensor without = unconditional.narrow(1, 0, channels);
  const Tensor guided = without + scale * (with - without);
  return at::cat({guided, conditional.narrow(1, channels, conditional.size(1) - channels)}, 1);
}

}  // namespace chexgen::engine
