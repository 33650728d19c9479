#include "core/engine/model/control.h"

namespace chexgen::engine {

ControlBranch::ControlBranch(const weights::ControlArchitecture& control, const Transformer& base,
                             const WeightMap& weights)
    : base_(base), before_(weights, "controlnet.0.before_proj") {
  for (std::int64_t i = 0; i < control.copiedBlocks; ++i) {
    const std::string prefix = "controlnet." + std::to_string(i) + ".";
    copies_.emplace_back(weights, prefix + "copied_block.");
    after_.emplace_back(weights, prefix + "after_proj");
  }
}

ControlContext ControlBranch::prepare(const Tensor& condition, const std::vector<Tensor>& captions,
                                      Transformer::Lengths lengths) const {
  return {.start = before_(base_.embed(condition)), .text = base_.prepareText(captions, copies_, lengths)};
}

Modulation ControlBranch::modulation(const TimeEmbedding& time, std::int64_t index) const {
  return base_.assemble(copies_, time.block.narrow(0, index, 1), time.final.narrow(0, index, 1));
}

Modulation ControlBranch::modulation(const TimeEmbedding& time) const {
  return base_.assemble(copies_, time.block, time.final);
}

Tensor ControlBranch::forward(const Tensor& latent, const Modulation& modulation, const Modulation& copies,
                              const TextContext& text, const ControlContext& control) const {
  Tensor x = base_.block(0, base_.embed(latent), modulation, text);
  Tensor c = x + control.start;
  const auto copied = static_cast<std::int64_t>(copies_.size());
  for (std::int64_t i = 1; i < base_.architecture().depth; ++i) {
    if (i <= copied) {
      const std::int64_t copy = i - 1;
      c = base_.runBlock(copies_[static_cast<std::size_t>(copy)], copy, c, copies, control.text, copy);
      x = x + after_[static_cast<std::size_t>(copy)](c);
    }
    x = base_.block(i, x, modulation, text);
  }
  return base_.finish(x, modulation, latent.size(2), latent.size(3));
}

}  // namespace chexgen::engine
