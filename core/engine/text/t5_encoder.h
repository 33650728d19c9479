// The T5 v1.1 encoder (Raffel et al., JMLR 2020; v1.1: gated GELU, no biases), of any size.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/engine/model/layers.h"
#include "core/engine/tensor.h"
#include "core/weights/architecture.h"

namespace chexgen::engine {

// Weights keep the type and device in which they are given; arithmetic runs in `computeType`, one layer's
// weights being converted at a time, so T5-XXL mapped in bf16 runs in fp32 with one layer of extra memory.
class T5Encoder {
 public:
  T5Encoder(const weights::TextEncoderArchitecture& architecture, const WeightMap& weights,
            at::ScalarType computeType);

  // The k real tokens of one prompt (with </s>, without padding) → [k, width] in the compute type on the
  // weights' device.
  [[nodiscard]] Tensor encode(std::span<const std::int64_t> ids) const;
  // The same of several prompts in one pass, padded and masked: equal within rounding.
  [[nodiscard]] std::vector<Tensor> encode(const std::vector<std::span<const std::int64_t>>& prompts) const;

 private:
  struct Layer {
    Linear query, key, value, output;
    Linear gate, up, down;  // wi_0 (through GELU), wi_1, wo
    Tensor attentionNorm, feedForwardNorm;
  };

  // ids [N, k]; bias: added to the attention's scores, [1 or N, heads, k, k] → [N, k, width].
  [[nodiscard]] Tensor run(const Tensor& ids, const Tensor& bias) const;
  [[nodiscard]] Tensor norm(const Tensor& x, const Tensor& weight) const;
  [[nodiscard]] Tensor positionBias(std::int64_t tokens) const;

  weights::TextEncoderArchitecture architecture_;
  at::ScalarType computeType_;
  Tensor embedding_;
  Tensor relativeBias_;  // [buckets, heads], of block 0, shared by all
  Tensor finalNorm_;
  std::vector<Layer> layers_;
};

// The bucket of a relative position (key minus query) in a bidirectional T5: half of the buckets for each
// direction, the first half of those exact, the rest growing logarithmically up to `maximumDistance`.
[[nodiscard]] std::int64_t relativePositionBucket(std::int64_t relative, std::int64_t buckets,
                                                  std::int64_t maximumDistance);

}  // namespace chexgen::engine
