// The control branch: trainable copies of the first blocks steer the frozen transformer by an image
// (ControlNet-Transformer, PixArt-delta, Chen et al., 2024).
#pragma once

#include <vector>

#include "core/engine/model/transformer.h"

namespace chexgen::engine {

// The condition's part of the branch that no time step changes.
struct ControlContext {
  Tensor start;      // [N, T, C]: before_proj of the embedded condition
  TextContext text;  // keys and values of the text in the copied blocks
};

class ControlBranch {
 public:
  // Weights under the authors' "controlnet.N." keys. `base` is borrowed and must outlive the branch.
  ControlBranch(const weights::ControlArchitecture& control, const Transformer& base,
                const WeightMap& weights);

  // condition [N, 4, h, w]: the condition image's latent, times the scaling factor; captions as in
  // Transformer::prepareText.
  [[nodiscard]] ControlContext prepare(const Tensor& condition, const std::vector<Tensor>& captions,
                                       Transformer::Lengths lengths = Transformer::Lengths::grouped) const;
  // Added to the time embedding by the copies' own tables: the base's modulation cannot serve them.
  [[nodiscard]] Modulation modulation(const TimeEmbedding& time, std::int64_t index) const;
  [[nodiscard]] Modulation modulation(const TimeEmbedding& time) const;

  // As Transformer::forward, steered. `modulation` is the base's, `copies` this branch's, of the same
  // step(s).
  [[nodiscard]] Tensor forward(const Tensor& latent, const Modulation& modulation, const Modulation& copies,
                               const TextContext& text, const ControlContext& control) const;

 private:
  const Transformer& base_;
  std::vector<Transformer::Block> copies_;
  std::vector<Linear> after_;
  Linear before_;
};

}  // namespace chexgen::engine
