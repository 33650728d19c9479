// Between the weights that an optimiser owns and those that a network computes with.
#pragma once

#include "core/engine/tensor.h"

namespace chexgen::engine {

// Copies as fp32 leaves that require a gradient.
[[nodiscard]] WeightMap trainable(const WeightMap& initial, at::Device device);

// One network's weights as it computes with them: the fp32 leaves themselves where nothing is to change, or
// else leaves of their own made anew each step, in another type (mixed precision: Micikevicius et al., ICLR
// 2018) or from weights that are themselves computed (adapters).
class ComputedWeights {
 public:
  // Weights that need no gradient pass through as they are.
  ComputedWeights(const WeightMap& sources, at::ScalarType type);

  [[nodiscard]] const WeightMap& weights() const { return weights_; }
  // Hands the gradients on to what the weights were made from; call it once, after the backward pass.
  void passGradients() const;

 private:
  WeightMap weights_;
  WeightMap sources_;  // of those weights that are leaves of their own
};

}  // namespace chexgen::engine
