#include "core/engine/text/t5_encoder.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace chexgen::engine {

std::int64_t relativePositionBucket(std::int64_t relative, std::int64_t buckets,
                                    std::int64_t maximumDistance) {
  const std::int64_t half = buckets / 2;
  const std::int64_t side = relative > 0 ? half : 0;
  const std::int64_t distance = std::abs(relative);
  const std::int64_t exact = half / 2;
  if (distance < exact) return side + distance;
  // Single precision, as the reference computes it: at a boundary the rounding decides the bucket.
  const float position =
      std::log(static_cast<float>(distance) / static_cast<float>(exact)) /
      static_cast<float>(std::log(static_cast<double>(maximumDistance) / static_cast<double>(exact))) *
      static_cast<float>(half - exact);
  return side + std::min(exact + static_cast<std::int64_t>(position), half - 1);
}

T5Encoder::T5Encoder(const weights::TextEncoderArchitecture& architecture, const WeightMap& weights,
                     at::ScalarType computeType)
    : architecture_(architecture),
      computeType_(computeType),
      embedding_(weightAt(weights, "shared.weight")),
      relativeBias_(
          weightAt(weights, "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight")),
      finalNorm_(weightAt(weights, "encoder.final_layer_norm.weight")) {
  for (std::int64_t i = 0; i < architecture.layers; ++i) {
    const std::string block = "encoder.block." + std::to_string(i) + ".layer.";
    const std::string attention = block + "0.SelfAttention.";
    const std::string feedForward = block + "1.DenseReluDense.";
    layers_.push_back({.query = {weights, attention + "q", false},
                       .key = {weights, attention + "k", false},
                       .value = {weights, attention + "v", false},
                       .output = {weights, attention + "o", false},
                       .gate = {weights, feedForward + "wi_0", false},
                       .up = {weights, feedForward + "wi_1", false},
                       .down = {weights, feedForward + "wo", false},
                       .attentionNorm = weightAt(weights, block + "0.layer_norm.weight"),
                       .feedForwardNorm = weightAt(weights, block + "1.layer_norm.weight")});
  }
}

Tensor T5Encoder::norm(const Tensor& x, const Tensor& weight) const {
  // The mean square is taken in fp32 whatever the compute type is.
  const Tensor wide = x.to(at::kFloat);
  const Tensor inverse = at::rsqrt(wide.square().mean(-1, true) + architecture_.normEpsilon);
  return (wide * inverse).to(x.scalar_type()) * weight.to(x.scalar_type());
}

Tensor T5Encoder::positionBias(std::int64_t tokens) const {
  std::vector<std::int64_t> buckets;
  buckets.reserve(static_cast<std::size_t>(tokens * tokens));
  for (std::int64_t query = 0; query < tokens; ++query) {
    for (std::int64_t key = 0; key < tokens; ++key) {
      buckets.push_back(
          relativePositionBucket(key - query, architecture_.buckets, architecture_.maximumDistance));
    }
  }
  const Tensor index = at::tensor(buckets, at::kLong).to(relativeBias_.device());
  return relativeBias_.to(computeType_)
      .index_select(0, index)
      .view({1, tokens, tokens, architecture_.heads})
      .permute({0, 3, 1, 2})
      .contiguous();
}

Tensor T5Encoder::encode(std::span<const std::int64_t> ids) const {
  const Tensor tokens = at::tensor(std::vector<std::int64_t>(ids.begin(), ids.end()), at::kLong);
  return run(tokens.unsqueeze(0), positionBias(tokens.size(0))).squeeze(0);
}

std::vector<Tensor> T5Encoder::encode(const std::vector<std::span<const std::int64_t>>& prompts) const {
  std::vector<Tensor> columns;  // [k, 1] each
  for (const auto& ids : prompts) {
    columns.push_back(at::tensor(std::vector<std::int64_t>(ids.begin(), ids.end()), at::kLong).unsqueeze(1));
  }
  const PaddedRows padded = padRows(columns);
  const Tensor positions = positionBias(padded.rows.size(1));
  const Tensor mask = padded.mask.to(positions.options()).view({padded.rows.size(0), 1, 1, -1});
  const Tensor encoded = run(padded.rows.squeeze(2), positions + mask);
  std::vector<Tensor> result;
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    result.push_back(
        encoded[static_cast<std::int64_t>(i)].narrow(0, 0, static_cast<std::int64_t>(prompts[i].size())));
  }
  return result;
}

Tensor T5Encoder::run(const Tensor& ids, const Tensor& bias) const {
  Tensor x = embedding_.index_select(0, ids.flatten().to(embedding_.device()))
                 .to(computeType_)
                 .view({ids.size(0), ids.size(1), -1});
  for (const Layer& layer : layers_) {
    const Tensor h = norm(x, layer.attentionNorm);
    const Tensor key = splitHeads(layer.key(h), architecture_.heads);
    const Tensor value = splitHeads(layer.value(h), architecture_.heads);
    x = x + layer.output(attend(layer.query(h), key, value, bias, 1.0));  // T5 does not scale by 1/√d
    const Tensor f = norm(x, layer.feedForwardNorm);
    x = x + layer.down(at::gelu(layer.gate(f), "tanh") * layer.up(f));
  }
  return norm(x, finalNorm_);
}

}  // namespace chexgen::engine
