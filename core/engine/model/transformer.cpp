#include "core/engine/model/transformer.h"

#include <cmath>

namespace chexgen::engine {
namespace {

constexpr double normEpsilon = 1e-6;
constexpr std::int64_t timeFrequencies = 128;  // half of the 256-wide sinusoid

// The six vectors of a block, in the order in which checkpoints store them.
enum ModulationRow : std::int64_t {
  attentionShift,
  attentionScale,
  attentionGate,
  mlpShift,
  mlpScale,
  mlpGate,
  modulationRows
};

// LayerNorm without affine part, then · scale + shift (scale has its 1 added). shift, scale: [R, C].
Tensor modulatedNorm(const Tensor& x, const Tensor& shift, const Tensor& scale) {
  const std::int64_t width = x.size(-1);
  if (shift.size(0) == 1) {
    // One time step for all samples: the modulation is the affine part, one fused pass.
    return at::layer_norm(x, {width}, scale[0], shift[0], normEpsilon);
  }
  return at::layer_norm(x, {width}, {}, {}, normEpsilon) * scale.unsqueeze(1) + shift.unsqueeze(1);
}

// The transformer's weights under another map's prefix.
std::string join(const std::string& prefix, const char* key) { return prefix + key; }

}  // namespace

Tensor sinCosPositions(std::int64_t rows, std::int64_t columns, std::int64_t width, double scale) {
  const std::int64_t frequencies = width / 4;
  const auto wide = at::TensorOptions().dtype(at::kDouble);
  const Tensor omega = at::pow(10000.0, -at::arange(frequencies, wide) / static_cast<double>(frequencies));
  const auto axis = [&](std::int64_t count) {
    // Coordinates are single precision in the reference.
    const Tensor coordinate = (at::arange(count, wide) / scale).to(at::kFloat).to(at::kDouble);
    const Tensor angle = at::outer(coordinate, omega);
    return at::cat({at::sin(angle), at::cos(angle)}, 1);  // [count, C/2]
  };
  const Tensor column = axis(columns).unsqueeze(0).expand({rows, columns, width / 2});
  const Tensor row = axis(rows).unsqueeze(1).expand({rows, columns, width / 2});
  return at::cat({column, row}, 2).view({1, rows * columns, width}).to(at::kFloat);
}

Transformer::Block::Block(const WeightMap& weights, const std::string& prefix)
    : table(weightAt(weights, prefix + "shift_scale_gate_table")),
      qkv(weights, prefix + "attn.qkv"),
      projection(weights, prefix + "attn.proj"),
      crossQuery(weights, prefix + "cross_attn.q_linear"),
      crossKeyValue(weights, prefix + "cross_attn.kv_linear"),
      crossProjection(weights, prefix + "cross_attn.proj"),
      up(weights, prefix + "mlp.fc1"),
      down(weights, prefix + "mlp.fc2") {}

Transformer::Transformer(const weights::TransformerArchitecture& architecture, const WeightMap& weights,
                         const std::string& prefix)
    : architecture_(architecture),
      patchWeight_(weightAt(weights, join(prefix, "x_embedder.proj.weight"))),
      patchBias_(weightAt(weights, join(prefix, "x_embedder.proj.bias"))),
      timeIn_(weights, join(prefix, "t_embedder.mlp.0")),
      timeOut_(weights, join(prefix, "t_embedder.mlp.2")),
      timeBlock_(weights, join(prefix, "t_block.1")),
      captionIn_(weights, join(prefix, "y_embedder.y_proj.fc1")),
      captionOut_(weights, join(prefix, "y_embedder.y_proj.fc2")),
      finalTable_(weightAt(weights, join(prefix, "final_layer.shift_scale_table"))),
      final_(weights, join(prefix, "final_layer.linear")) {
  if (const auto found = weights.find(join(prefix, "pos_embed")); found != weights.end()) {
    storedPositions_ = found->second;
  }
  if (const auto found = weights.find(join(prefix, "y_embedder.y_embedding")); found != weights.end()) {
    nullCaption_ = found->second;
  }
  for (std::int64_t i = 0; i < architecture.depth; ++i) {
    blocks_.emplace_back(weights, prefix + "blocks." + std::to_string(i) + ".");
  }
}

TimeEmbedding Transformer::embedTime(const Tensor& timesteps) const {
  const auto options = at::TensorOptions().dtype(at::kFloat).device(device());
  const Tensor frequency = at::exp(-std::log(10000.0) * at::arange(timeFrequencies, options) /
                                   static_cast<double>(timeFrequencies));
  const Tensor angle = timesteps.to(options).unsqueeze(1) * frequency.unsqueeze(0);
  const Tensor sinusoid = at::cat({at::cos(angle), at::sin(angle)}, 1);
  const Tensor embedded = timeOut_(at::silu(timeIn_(sinusoid)));
  const Tensor block = timeBlock_(at::silu(embedded));
  return {.block = block.view({-1, modulationRows, architecture_.width}), .final = embedded};
}

Modulation Transformer::assemble(const std::vector<Block>& blocks, const Tensor& block,
                                 const Tensor& final) const {
  std::vector<Tensor> tables;  // gathered anew each time: training changes them
  for (const Block& b : blocks) tables.push_back(b.table);
  Tensor rows = at::stack(tables).to(at::kFloat).unsqueeze(0) + block.unsqueeze(1);
  rows.select(2, attentionScale).add_(1.0);
  rows.select(2, mlpScale).add_(1.0);
  Tensor last = finalTable_.to(at::kFloat).unsqueeze(0) + final.unsqueeze(1);
  last.select(1, 1).add_(1.0);
  return {.blocks = rows.to(type()), .final = last.to(type())};
}

Modulation Transformer::modulation(const TimeEmbedding& time, std::int64_t index) const {
  return assemble(blocks_, time.block.narrow(0, index, 1), time.final.narrow(0, index, 1));
}

Modulation Transformer::modulation(const TimeEmbedding& time) const {
  return assemble(blocks_, time.block, time.final);
}

TextContext::Group Transformer::projectText(const Tensor& captions, const std::vector<Block>& blocks) const {
  const Tensor text = captionOut_(at::gelu(captionIn_(captions.to(type())), "tanh"));
  TextContext::Group group{.samples = captions.size(0)};
  for (const Block& block : blocks) {
    const auto keyValue = block.crossKeyValue(text).chunk(2, -1);
    group.keys.push_back(splitHeads(keyValue[0], architecture_.heads));
    group.values.push_back(splitHeads(keyValue[1], architecture_.heads));
  }
  return group;
}

TextContext Transformer::prepareText(const std::vector<Tensor>& captions, Lengths lengths) const {
  return prepareText(captions, blocks_, lengths);
}

TextContext Transformer::prepareText(const std::vector<Tensor>& captions, const std::vector<Block>& blocks,
                                     Lengths lengths) const {
  TextContext context;
  if (lengths == Lengths::padded) {
    const PaddedRows padded = padRows(captions);
    context.groups.push_back(projectText(padded.rows, blocks));
    context.groups.back().padding = padded.mask.to(type()).view({padded.rows.size(0), 1, 1, -1});
    return context;
  }
  for (std::size_t first = 0; first < captions.size();) {
    std::vector<Tensor> equal;
    for (std::size_t i = first; i < captions.size() && captions[i].size(0) == captions[first].size(0); ++i) {
      equal.push_back(captions[i]);
    }
    context.groups.push_back(projectText(at::stack(equal), blocks));
    first += equal.size();
  }
  return context;
}

Tensor Transformer::nullCaption(std::int64_t tokens) const { return nullCaption_.narrow(0, 0, tokens); }

Tensor Transformer::positions(std::int64_t rows, std::int64_t columns) const {
  const std::int64_t side = architecture_.inputSize / architecture_.patch;
  if (rows == side && columns == side && storedPositions_.defined()) return storedPositions_;
  return sinCosPositions(rows, columns, architecture_.width, architecture_.positionScale)
      .to(device(), type());
}

Tensor Transformer::embed(const Tensor& latent) const {
  const Tensor patches = at::conv2d(latent.to(type()), patchWeight_, patchBias_, architecture_.patch);
  return patches.flatten(2).transpose(1, 2) + positions(patches.size(2), patches.size(3));
}

Tensor Transformer::crossAttend(const Tensor& query, const BlockText& text) {
  if (text.samples.size() == 1) {
    const Tensor& padding = text.padding[0];
    return attend(query, text.keys[0], text.values[0],
                  padding.defined() ? std::optional(padding) : std::nullopt);
  }
  std::vector<Tensor> parts;
  std::int64_t first = 0;
  for (std::size_t group = 0; group < text.samples.size(); ++group) {
    parts.push_back(
        attend(query.narrow(0, first, text.samples[group]), text.keys[group], text.values[group]));
    first += text.samples[group];
  }
  return at::cat(parts);
}

Tensor Transformer::computeBlock(const Block& block, const Tensor& input, const Tensor& rows,
                                 const BlockText& text, std::int64_t heads) {
  const auto row = [&](std::int64_t index) { return rows.select(1, index); };

  const Tensor normed = modulatedNorm(input, row(attentionShift), row(attentionScale));
  const auto qkv = block.qkv(normed).chunk(3, -1);
  const Tensor attended = attend(qkv[0], splitHeads(qkv[1], heads), splitHeads(qkv[2], heads));
  Tensor x = at::addcmul(input, block.projection(attended), row(attentionGate).unsqueeze(1));

  x = x + block.crossProjection(crossAttend(block.crossQuery(x), text));

  const Tensor hidden = at::gelu(block.up(modulatedNorm(x, row(mlpShift), row(mlpScale))), "tanh");
  return at::addcmul(x, block.down(hidden), row(mlpGate).unsqueeze(1));
}

Tensor Transformer::runBlock(const Block& block, std::int64_t modulationIndex, const Tensor& input,
                             const Modulation& modulation, const TextContext& text,
                             std::int64_t textIndex) const {
  const auto index = static_cast<std::size_t>(textIndex);
  BlockText blockText;
  for (const TextContext::Group& group : text.groups) {
    blockText.samples.push_back(group.samples);
    blockText.keys.push_back(group.keys[index]);
    blockText.values.push_back(group.values[index]);
    blockText.padding.push_back(group.padding);
  }
  const Tensor rows = modulation.blocks.select(1, modulationIndex);
  const std::int64_t heads = architecture_.heads;
  if (!wrapper_) return computeBlock(block, input, rows, blockText, heads);

  // Everything is captured by value: the function may run again when this network is gone.
  std::vector<Tensor> inputs{input, rows};
  inputs.insert(inputs.end(), blockText.keys.begin(), blockText.keys.end());
  inputs.insert(inputs.end(), blockText.values.begin(), blockText.values.end());
  const auto compute = [block, samples = blockText.samples, padding = blockText.padding,
                        heads](const std::vector<Tensor>& in) {
    const auto keys = in.begin() + 2;
    const auto values = keys + static_cast<std::ptrdiff_t>(samples.size());
    return computeBlock(
        block, in[0], in[1],
        {.samples = samples, .keys = {keys, values}, .values = {values, in.end()}, .padding = padding},
        heads);
  };
  return wrapper_(compute, inputs);
}

Tensor Transformer::block(std::int64_t index, const Tensor& x, const Modulation& modulation,
                          const TextContext& text) const {
  return runBlock(blocks_[static_cast<std::size_t>(index)], index, x, modulation, text, index);
}

Tensor Transformer::finish(const Tensor& x, const Modulation& modulation, std::int64_t height,
                           std::int64_t width) const {
  const std::int64_t patch = architecture_.patch;
  const Tensor normed = modulatedNorm(x, modulation.final.select(1, 0), modulation.final.select(1, 1));
  // A token holds (row in patch, column in patch, channel).
  return final_(normed)
      .view({x.size(0), height / patch, width / patch, patch, patch, 2 * architecture_.channels})
      .permute({0, 5, 1, 3, 2, 4})
      .reshape({x.size(0), 2 * architecture_.channels, height, width});
}

Tensor Transformer::forward(const Tensor& latent, const Modulation& modulation,
                            const TextContext& text) const {
  Tensor x = embed(latent);
  for (std::int64_t i = 0; i < architecture_.depth; ++i) x = block(i, x, modulation, text);
  return finish(x, modulation, latent.size(2), latent.size(3));
}

}  // namespace chexgen::engine
