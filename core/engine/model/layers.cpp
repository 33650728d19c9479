#include "core/engine/model/layers.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace chexgen::engine {

const Tensor& weightAt(const WeightMap& weights, const std::string& key) {
  const auto found = weights.find(key);
  if (found == weights.end()) throw std::logic_error("no weight named " + key);
  return found->second;
}

Linear::Linear(const WeightMap& weights, const std::string& prefix, bool bias)
    : weight_(weightAt(weights, prefix + ".weight")) {
  if (bias) bias_ = weightAt(weights, prefix + ".bias");
}

Tensor Linear::operator()(const Tensor& x) const {
  if (weight_.scalar_type() == x.scalar_type()) return at::linear(x, weight_, bias_);
  const auto bias = bias_ ? std::optional<Tensor>(bias_->to(x.scalar_type())) : std::nullopt;
  return at::linear(x, weight_.to(x.scalar_type()), bias);
}

Tensor splitHeads(const Tensor& x, std::int64_t heads) {
  return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

Tensor attend(const Tensor& query, const Tensor& key, const Tensor& value, const std::optional<Tensor>& bias,
              std::optional<double> scale) {
  const Tensor q = splitHeads(query, key.size(1));
  const Tensor out = at::scaled_dot_product_attention(q, key, value, bias, 0.0, false, scale);
  return out.transpose(1, 2).reshape(query.sizes());
}

PaddedRows padRows(const std::vector<Tensor>& samples) {
  std::int64_t longest = 0;
  for (const Tensor& sample : samples) longest = std::max(longest, sample.size(0));
  const auto count = static_cast<std::int64_t>(samples.size());
  const Tensor mask = at::zeros({count, longest}, at::kFloat);
  std::vector<Tensor> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    const Tensor& sample = samples[static_cast<std::size_t>(i)];
    const std::int64_t missing = longest - sample.size(0);
    mask[i].narrow(0, sample.size(0), missing).fill_(-std::numeric_limits<float>::infinity());
    rows.push_back(missing == 0 ? sample : at::constant_pad_nd(sample, {0, 0, 0, missing}));
  }
  return {.rows = at::stack(rows), .mask = mask.to(samples.front().device())};
}

}  // namespace chexgen::engine
