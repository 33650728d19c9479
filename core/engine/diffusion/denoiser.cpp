#include "core/engine/diffusion/denoiser.h"

#include <vector>

#include "core/engine/diffusion/guidance.h"

namespace chexgen::engine {
namespace {

// With a condition the release does not guide at all; a scale of 1 is the conditional prediction itself.
bool needsNullCaption(const GuidanceSettings& guidance, bool conditioned) {
  if (guidance.scale == 1.0) return false;
  return !(conditioned && guidance.profile == Profile::published);
}

}  // namespace

Denoiser::Denoiser(const Transformer& transformer, const ControlBranch* branch, const TimeEmbedding& time,
                   const GuidanceSettings& guidance, const Tensor& caption, const Tensor& nullCaption,
                   const std::optional<Tensor>& condition)
    : transformer_(transformer),
      branch_(branch),
      time_(time),
      guidance_(guidance),
      guided_(needsNullCaption(guidance, condition.has_value())) {
  std::vector<Tensor> captions{caption.to(transformer.type())};
  if (guided_) captions.push_back(nullCaption.to(transformer.type()));
  text_ = transformer.prepareText(captions);
  if (condition) control_ = branch->prepare(condition->repeat({guided_ ? 2 : 1, 1, 1, 1}), captions);
}

Tensor Denoiser::predict(const Tensor& latent, int step) const {
  const Tensor input = latent.repeat({guided_ ? 2 : 1, 1, 1, 1}).to(transformer_.type());
  const Modulation modulation = transformer_.modulation(time_, step);
  const Tensor output =
      (control_ ? branch_->forward(input, modulation, branch_->modulation(time_, step), text_, *control_)
                : transformer_.forward(input, modulation, text_))
          .to(at::kFloat);
  if (!guided_) return output;
  const auto halves = output.chunk(2, 0);
  return guide(halves[0], halves[1], guidance_.scale, guidance_.profile == Profile::published ? 3 : 4);
}

}  // namespace chexgen::engine
