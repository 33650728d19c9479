// The three ways to walk from noise to a latent.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

// Standard normal noise of the latent's shape for one step of one image.
using StepNoise = std::function<Tensor()>;

// A sampler is stateless apart from its coefficients, so many images share one; what a chain remembers is in
// `History`.
class Sampler {
 public:
  // What a multistep sampler keeps of the chain's past.
  struct History {
    Tensor previousClean;
  };

  virtual ~Sampler() = default;

  // Steps of the original chain in the order in which they run, first the noisiest.
  [[nodiscard]] const std::vector<std::int64_t>& timesteps() const { return timesteps_; }
  [[nodiscard]] int steps() const { return static_cast<int>(timesteps_.size()); }

  // One step: latent [N,4,h,w] fp32 and the model's output for it [N,8,h,w] (epsilon, v) → the next latent.
  // `noise` is called only where the sampler needs noise.
  [[nodiscard]] virtual Tensor advance(int step, const Tensor& latent, const Tensor& output,
                                       const StepNoise& noise, History& history) const = 0;

 protected:
  explicit Sampler(std::vector<std::int64_t> timesteps) : timesteps_(std::move(timesteps)) {}

 private:
  std::vector<std::int64_t> timesteps_;
};

// "ancestral": the release's chain (learned variance, noise at every step except the last).
// "ddim": Song, Meng, Ermon, ICLR 2021, eta 0, leading spacing.
// "dpmpp2m": DPM-Solver++ 2M (Lu et al., 2022), linear spacing, first order at the ends.
// argumentInvalid for another name or a number of steps outside 2 … 1000 (1 … 1000 for ddim and dpmpp2m).
[[nodiscard]] base::Result<std::unique_ptr<Sampler>> makeSampler(std::string_view name, int steps);

}  // namespace chexgen::engine
