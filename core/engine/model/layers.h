// The small layers that all networks share.
#pragma once

#include <optional>
#include <string>

#include "core/engine/tensor.h"

namespace chexgen::engine {

// The weight under `key`; a missing key is a bug here, since readers check every key before a network is
// built.
[[nodiscard]] const Tensor& weightAt(const WeightMap& weights, const std::string& key);

// y = x Wᵀ + b. The weight is converted to the type of x when they differ, so that a large network can stay
// mapped in bf16 while it computes in fp32.
class Linear {
 public:
  Linear() = default;
  // Reads PREFIX.weight [out, in] and, unless `bias` is false, PREFIX.bias [out].
  Linear(const WeightMap& weights, const std::string& prefix, bool bias = true);

  // x [..., in] → [..., out].
  [[nodiscard]] Tensor operator()(const Tensor& x) const;

 private:
  Tensor weight_;
  std::optional<Tensor> bias_;
};

// Softmax attention over heads: query [N, T, H·d], key and value [N, H, S, d] → [N, T, H·d], scaled by
// `scale` (1/√d when absent).
[[nodiscard]] Tensor attend(const Tensor& query, const Tensor& key, const Tensor& value,
                            const std::optional<Tensor>& bias = std::nullopt,
                            std::optional<double> scale = std::nullopt);

// [N, T, H·d] → [N, H, T, d], a view.
[[nodiscard]] Tensor splitHeads(const Tensor& x, std::int64_t heads);

// Rows of several lengths in one tensor.
struct PaddedRows {
  Tensor rows;  // [N, longest, C], zero where a sample has no row
  Tensor mask;  // [N, longest], fp32: 0, and -∞ where a sample has no row: added to scores of attention
};
// samples: one [k, C] each, k ≥ 1.
[[nodiscard]] PaddedRows padRows(const std::vector<Tensor>& samples);

}  // namespace chexgen::engine
