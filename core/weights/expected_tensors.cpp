#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/weights/architecture.h"

namespace chexgen::weights {
namespace {

using Shape = std::vector<std::int64_t>;

// Collects keys under a prefix, so that each network reads like its own structure.
class List {
 public:
  void add(std::string key, Shape shape) { tensors_.push_back({std::move(key), std::move(shape)}); }
  // weight [out, in] and bias [out].
  void linear(const std::string& name, std::int64_t out, std::int64_t in) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  }
  // weight [out, in, kernel, kernel] and bias [out].
  void convolution(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t kernel) {
    add(name + ".weight", {out, in, kernel, kernel});
    add(name + ".bias", {out});
  }
  // weight and bias [channels].
  void groupNorm(const std::string& name, std::int64_t channels) {
    add(name + ".weight", {channels});
    add(name + ".bias", {channels});
  }

  [[nodiscard]] std::vector<ExpectedTensor> take() { return std::move(tensors_); }

 private:
  std::vector<ExpectedTensor> tensors_;
};

// ---- diffusion transformer ----

void transformerBlock(List& list, const std::string& name, const TransformerArchitecture& a) {
  list.add(name + ".shift_scale_gate_table", {6, a.width});
  list.linear(name + ".attn.qkv", 3 * a.width, a.width);
  list.linear(name + ".attn.proj", a.width, a.width);
  list.linear(name + ".cross_attn.q_linear", a.width, a.width);
  list.linear(name + ".cross_attn.kv_linear", 2 * a.width, a.width);
  list.linear(name + ".cross_attn.proj", a.width, a.width);
  list.linear(name + ".mlp.fc1", a.mlpRatio * a.width, a.width);
  list.linear(name + ".mlp.fc2", a.width, a.mlpRatio * a.width);
}

// ---- autoencoder ----

void residualBlock(List& list, const std::string& name, std::int64_t in, std::int64_t out) {
  list.groupNorm(name + ".norm1", in);
  list.convolution(name + ".conv1", out, in, 3);
  list.groupNorm(name + ".norm2", out);
  list.convolution(name + ".conv2", out, out, 3);
  if (in != out) list.convolution(name + ".conv_shortcut", out, in, 1);
}

void middleBlock(List& list, const std::string& name, std::int64_t channels, bool attention) {
  residualBlock(list, name + ".resnets.0", channels, channels);
  if (attention) {
    const std::string attentionName = name + ".attentions.0";
    list.groupNorm(attentionName + ".group_norm", channels);
    for (const char* part : {".to_q", ".to_k", ".to_v", ".to_out.0"}) {
      list.linear(attentionName + part, channels, channels);
    }
  }
  residualBlock(list, name + ".resnets.1", channels, channels);
}

void vaeEncoder(List& list, const VaeArchitecture& a) {
  const auto& channels = a.blockChannels;
  list.convolution("encoder.conv_in", channels.front(), a.imageChannels, 3);
  std::int64_t in = channels.front();
  for (std::size_t level = 0; level < channels.size(); ++level) {
    const std::string block = "encoder.down_blocks." + std::to_string(level);
    for (std::int64_t layer = 0; layer < a.layersPerBlock; ++layer) {
      residualBlock(list, block + ".resnets." + std::to_string(layer), in, channels[level]);
      in = channels[level];
    }
    if (level + 1 < channels.size()) list.convolution(block + ".downsamplers.0.conv", in, in, 3);
  }
  middleBlock(list, "encoder.mid_block", in, a.midAttention);
  list.groupNorm("encoder.conv_norm_out", in);
  // Mean and log-variance of every latent channel.
  list.convolution("encoder.conv_out", 2 * a.latentChannels, in, 3);
}

void vaeDecoder(List& list, const VaeArchitecture& a) {
  const auto& channels = a.blockChannels;
  std::int64_t in = channels.back();
  list.convolution("decoder.conv_in", in, a.latentChannels, 3);
  middleBlock(list, "decoder.mid_block", in, a.midAttention);
  for (std::size_t level = 0; level < channels.size(); ++level) {
    const std::int64_t out = channels[channels.size() - 1 - level];
    const std::string block = "decoder.up_blocks." + std::to_string(level);
    for (std::int64_t layer = 0; layer < a.layersPerBlock + 1; ++layer) {
      residualBlock(list, block + ".resnets." + std::to_string(layer), in, out);
      in = out;
    }
    if (level + 1 < channels.size()) list.convolution(block + ".upsamplers.0.conv", in, in, 3);
  }
  list.groupNorm("decoder.conv_norm_out", in);
  list.convolution("decoder.conv_out", a.imageChannels, in, 3);
}

}  // namespace

std::vector<ExpectedTensor> expectedTensors(const TransformerArchitecture& a) {
  constexpr std::int64_t timestepFeatures = 256;  // width of the sinusoidal time-step embedding
  List list;
  const std::int64_t side = a.inputSize / a.patch;
  list.add("pos_embed", {1, side * side, a.width});
  list.convolution("x_embedder.proj", a.width, a.channels, a.patch);
  list.linear("t_embedder.mlp.0", a.width, timestepFeatures);
  list.linear("t_embedder.mlp.2", a.width, a.width);
  list.linear("t_block.1", 6 * a.width, a.width);
  list.add("y_embedder.y_embedding", {a.tokens, a.captionWidth});
  list.linear("y_embedder.y_proj.fc1", a.width, a.captionWidth);
  list.linear("y_embedder.y_proj.fc2", a.width, a.width);
  for (std::int64_t block = 0; block < a.depth; ++block) {
    transformerBlock(list, "blocks." + std::to_string(block), a);
  }
  list.add("final_layer.shift_scale_table", {2, a.width});
  list.linear("final_layer.linear", a.patch * a.patch * 2 * a.channels, a.width);
  return list.take();
}

std::vector<ExpectedTensor> expectedTensors(const ControlArchitecture& control,
                                            const TransformerArchitecture& base) {
  List list;
  for (std::int64_t block = 0; block < control.copiedBlocks; ++block) {
    const std::string name = "controlnet." + std::to_string(block);
    transformerBlock(list, name + ".copied_block", base);
    if (block == 0) list.linear(name + ".before_proj", base.width, base.width);
    list.linear(name + ".after_proj", base.width, base.width);
  }
  return list.take();
}

std::vector<ExpectedTensor> expectedTensors(const VaeArchitecture& a) {
  List list;
  vaeEncoder(list, a);
  vaeDecoder(list, a);
  if (a.quantConvolution) list.convolution("quant_conv", 2 * a.latentChannels, 2 * a.latentChannels, 1);
  if (a.postQuantConvolution) list.convolution("post_quant_conv", a.latentChannels, a.latentChannels, 1);
  return list.take();
}

std::vector<ExpectedTensor> expectedTensors(const TextEncoderArchitecture& a) {
  const std::int64_t inner = a.heads * a.headWidth;
  List list;
  list.add("shared.weight", {a.vocabulary, a.width});
  for (std::int64_t layer = 0; layer < a.layers; ++layer) {
    const std::string block = "encoder.block." + std::to_string(layer);
    const std::string attention = block + ".layer.0.SelfAttention";
    for (const char* part : {".q.weight", ".k.weight", ".v.weight"}) {
      list.add(attention + part, {inner, a.width});
    }
    list.add(attention + ".o.weight", {a.width, inner});
    if (layer == 0) list.add(attention + ".relative_attention_bias.weight", {a.buckets, a.heads});
    list.add(block + ".layer.0.layer_norm.weight", {a.width});
    const std::string feedForward = block + ".layer.1.DenseReluDense";
    list.add(feedForward + ".wi_0.weight", {a.feedForward, a.width});
    list.add(feedForward + ".wi_1.weight", {a.feedForward, a.width});
    list.add(feedForward + ".wo.weight", {a.width, a.feedForward});
    list.add(block + ".layer.1.layer_norm.weight", {a.width});
  }
  list.add("encoder.final_layer_norm.weight", {a.width});
  return list.take();
}

}  // namespace chexgen::weights
