// One image's view of the networks: text, condition and guidance prepared once, then one call per step.
#pragma once

#include <memory>
#include <optional>

#include "core/engine/diffusion/sampler.h"
#include "core/engine/model/control.h"
#include "core/engine/model/transformer.h"

namespace chexgen::engine {

enum class Profile { studio, published };

struct GuidanceSettings {
  Profile profile = Profile::studio;
  double scale = 4.0;
};

// Borrows the networks and the time embedding; they must outlive it.
class Denoiser {
 public:
  // caption: the k real tokens' embedding [k, captionWidth]; nullCaption: what stands for "no caption", used
  // only with guidance. condition: [1, 4, h, w], scaled latent, with `branch`.
  Denoiser(const Transformer& transformer, const ControlBranch* branch, const TimeEmbedding& time,
           const GuidanceSettings& guidance, const Tensor& caption, const Tensor& nullCaption,
           const std::optional<Tensor>& condition);

  // The guided output [1, 8, h, w], fp32, for the latent [1, 4, h, w] at step `step` of the chain.
  [[nodiscard]] Tensor predict(const Tensor& latent, int step) const;

  // True when each step evaluates the null caption too.
  [[nodiscard]] bool isGuided() const { return guided_; }

 private:
  const Transformer& transformer_;
  const ControlBranch* branch_;
  const TimeEmbedding& time_;
  GuidanceSettings guidance_;
  bool guided_;
  TextContext text_;
  std::optional<ControlContext> control_;
};

}  // namespace chexgen::engine
