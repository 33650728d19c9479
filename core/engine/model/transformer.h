// The diffusion transformer: DiT (Peebles and Xie, ICCV 2023) with adaLN-single and text cross-attention
// (PixArt-alpha, Chen et al., ICLR 2024), as ChexGen uses it.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "core/engine/model/layers.h"
#include "core/engine/tensor.h"
#include "core/weights/architecture.h"

namespace chexgen::engine {

// What a set of time steps does to every block, before the blocks' own tables are added: computed once for
// all steps of a chain.
struct TimeEmbedding {
  Tensor block;  // [S, 6, C], fp32
  Tensor final;  // [S, C], fp32
};

// Shift, scale and gate of one forward pass. R is 1 when all samples share the time step, else N.
struct Modulation {
  Tensor blocks;  // [R, depth, 6, C], compute type; scales (1 and 4) already have 1 added
  Tensor final;   // [R, 2, C]: shift, scale + 1
};

// Keys and values of the text in every block: computed once per image, used in every step.
struct TextContext {
  // Samples of equal caption length are kept together, in batch order.
  struct Group {
    std::int64_t samples = 0;
    std::vector<Tensor> keys;    // per block [samples, heads, k, d]
    std::vector<Tensor> values;  // the same
    Tensor padding;  // [samples, 1, 1, k]: 0, and -∞ where a shorter caption was filled up; or undefined
  };
  std::vector<Group> groups;
};

// Runs function(inputs): a chance to run it again later instead of keeping what it computed.
using BlockWrapper = std::function<Tensor(const std::function<Tensor(const std::vector<Tensor>&)>&,
                                          const std::vector<Tensor>&)>;

class Transformer {
 public:
  // Weights under the authors' keys, each key prefixed by `prefix` ("base_model." in a control checkpoint).
  // `pos_embed` and `y_embedder.y_embedding` may be absent: the table is then computed, and there is no null
  // caption.
  Transformer(const weights::TransformerArchitecture& architecture, const WeightMap& weights,
              const std::string& prefix = "");

  // timesteps [S] of the original 1000-step chain.
  [[nodiscard]] TimeEmbedding embedTime(const Tensor& timesteps) const;
  // The modulation of step `index` for all samples, or (second form) of one step per sample, R = S.
  [[nodiscard]] Modulation modulation(const TimeEmbedding& time, std::int64_t index) const;
  [[nodiscard]] Modulation modulation(const TimeEmbedding& time) const;

  // captions: one [k, captionWidth] per sample, padding removed, k ≥ 1. Grouped, a sample's result does not
  // depend on the others of its batch; padded to the longest and masked, a batch of many lengths takes one
  // pass.
  enum class Lengths : std::uint8_t { grouped, padded };
  [[nodiscard]] TextContext prepareText(const std::vector<Tensor>& captions,
                                        Lengths lengths = Lengths::grouped) const;
  // The first `tokens` rows of the learned null caption, [tokens, captionWidth]: the release cuts it to the
  // length of the caption that it stands beside. Only where hasNullCaption().
  [[nodiscard]] Tensor nullCaption(std::int64_t tokens) const;
  [[nodiscard]] bool hasNullCaption() const { return nullCaption_.defined(); }

  // latent [N, 4, h, w] → epsilon and v [N, 8, h, w].
  [[nodiscard]] Tensor forward(const Tensor& latent, const Modulation& modulation,
                               const TextContext& text) const;

  // The parts of forward(), for the control branch.
  [[nodiscard]] Tensor embed(const Tensor& latent) const;  // [N, T, C], positions added
  [[nodiscard]] Tensor block(std::int64_t index, const Tensor& x, const Modulation& modulation,
                             const TextContext& text) const;
  [[nodiscard]] Tensor finish(const Tensor& x, const Modulation& modulation, std::int64_t height,
                              std::int64_t width) const;

  // From here on every block, those of a control branch too, runs through `wrapper`.
  void wrapBlocks(BlockWrapper wrapper) { wrapper_ = std::move(wrapper); }

  [[nodiscard]] const weights::TransformerArchitecture& architecture() const { return architecture_; }
  [[nodiscard]] at::ScalarType type() const { return patchWeight_.scalar_type(); }
  [[nodiscard]] at::Device device() const { return patchWeight_.device(); }

 private:
  friend class ControlBranch;
  struct Block {
    Block(const WeightMap& weights, const std::string& prefix);
    Tensor table;  // [6, C]
    Linear qkv, projection;
    Linear crossQuery, crossKeyValue, crossProjection;
    Linear up, down;
  };

  // What one block needs of the text: of each group of samples the count, the keys, the values and the
  // padding.
  struct BlockText {
    std::vector<std::int64_t> samples;
    std::vector<Tensor> keys, values, padding;
  };

  [[nodiscard]] Tensor runBlock(const Block& block, std::int64_t modulationIndex, const Tensor& x,
                                const Modulation& modulation, const TextContext& text,
                                std::int64_t textIndex) const;
  // rows: [R, 6, C].
  [[nodiscard]] static Tensor computeBlock(const Block& block, const Tensor& input, const Tensor& rows,
                                           const BlockText& text, std::int64_t heads);
  [[nodiscard]] static Tensor crossAttend(const Tensor& query, const BlockText& text);
  [[nodiscard]] Tensor positions(std::int64_t rows, std::int64_t columns) const;
  [[nodiscard]] Modulation assemble(const std::vector<Block>& blocks, const Tensor& block,
                                    const Tensor& final) const;
  [[nodiscard]] TextContext prepareText(const std::vector<Tensor>& captions, const std::vector<Block>& blocks,
                                        Lengths lengths) const;
  [[nodiscard]] TextContext::Group projectText(const Tensor& captions,
                                               const std::vector<Block>& blocks) const;

  weights::TransformerArchitecture architecture_;
  Tensor patchWeight_, patchBias_;
  Tensor storedPositions_;  // [1, T, C]; undefined when the checkpoint has none
  Linear timeIn_, timeOut_, timeBlock_;
  Tensor nullCaption_;  // [tokens, captionWidth]; undefined when the checkpoint has none
  Linear captionIn_, captionOut_;
  std::vector<Block> blocks_;
  Tensor finalTable_;  // [2, C]
  Linear final_;
  BlockWrapper wrapper_;
};

// The two-dimensional sine-cosine table [1, rows · columns, width], fp32: an axis coordinate is index /
// scale; the first half of the channels encodes the column, the second the row; within a half sines, then
// cosines.
[[nodiscard]] Tensor sinCosPositions(std::int64_t rows, std::int64_t columns, std::int64_t width,
                                     double scale);

}  // namespace chexgen::engine
