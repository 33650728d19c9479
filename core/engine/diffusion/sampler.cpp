#include "core/engine/diffusion/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/engine/diffusion/schedule.h"

namespace chexgen::engine {
namespace {

Tensor epsilonOf(const Tensor& output) { return output.narrow(1, 0, latentChannels); }

std::vector<std::int64_t> reversed(const std::vector<int>& ascending) {
  return {ascending.rbegin(), ascending.rend()};
}

class Ancestral final : public Sampler {
 public:
  explicit Ancestral(const std::vector<int>& kept) : Sampler(reversed(kept)), steps_(ancestralSteps(kept)) {
    std::reverse(steps_.begin(), steps_.end());
  }

  Tensor advance(int step, const Tensor& latent, const Tensor& output, const StepNoise& noise,
                 History& /*history*/) const override {
    const AncestralStep& s = steps_[static_cast<std::size_t>(step)];
    const Tensor clean = s.cleanFromNoisy * latent - s.cleanFromEpsilon * epsilonOf(output);
    const Tensor mean = s.meanFromClean * clean + s.meanFromNoisy * latent;
    if (step + 1 == steps()) return mean;
    const Tensor fraction = (output.narrow(1, latentChannels, latentChannels) + 1.0) / 2.0;
    const Tensor logVariance = fraction * s.logVarianceHigh + (1.0 - fraction) * s.logVarianceLow;
    return mean + at::exp(0.5 * logVariance) * noise();
  }

 private:
  std::vector<AncestralStep> steps_;
};

std::vector<std::int64_t> leadingSpacing(int count) {
  const std::int64_t ratio = chainLength / count;
  std::vector<std::int64_t> steps;
  for (std::int64_t i = count - 1; i >= 0; --i) steps.push_back(i * ratio);
  return steps;
}

class Ddim final : public Sampler {
 public:
  explicit Ddim(int count) : Sampler(leadingSpacing(count)) {}

  Tensor advance(int step, const Tensor& latent, const Tensor& output, const StepNoise& /*noise*/,
                 History& /*history*/) const override {
    const auto at = static_cast<std::size_t>(step);
    const double now = alphaBars()[static_cast<std::size_t>(timesteps()[at])];
    const double next = step + 1 < steps() ? alphaBars()[static_cast<std::size_t>(timesteps()[at + 1])] : 1.0;
    const Tensor epsilon = epsilonOf(output);
    const Tensor clean = (latent - std::sqrt(1.0 - now) * epsilon) / std::sqrt(now);
    return std::sqrt(next) * clean + std::sqrt(1.0 - next) * epsilon;
  }
};

std::vector<std::int64_t> linearSpacing(int count) {
  // count + 1 points from 0 to 999; the point 0 is not visited.
  std::vector<std::int64_t> steps;
  for (int i = count; i > 0; --i) {
    steps.push_back(
        static_cast<std::int64_t>(std::nearbyint(static_cast<double>(i) * (chainLength - 1) / count)));
  }
  return steps;
}

class DpmSolver2M final : public Sampler {
 public:
  explicit DpmSolver2M(int count) : Sampler(linearSpacing(count)) {
    for (const std::int64_t t : timesteps()) {
      const double bar = alphaBars()[static_cast<std::size_t>(t)];
      levels_.push_back({.alpha = std::sqrt(bar),
                         .sigma = std::sqrt(1.0 - bar),
                         .lambda = 0.5 * std::log(bar / (1.0 - bar))});
    }
    levels_.push_back({.alpha = 1.0, .sigma = 0.0, .lambda = std::numeric_limits<double>::infinity()});
  }

  Tensor advance(int step, const Tensor& latent, const Tensor& output, const StepNoise& /*noise*/,
                 History& history) const override {
    const auto at = static_cast<std::size_t>(step);
    const Level& from = levels_[at];
    const Level& to = levels_[at + 1];
    const Tensor clean = (latent - from.sigma * epsilonOf(output)) / from.alpha;
    // 1 - e^-h, with h the step in half log signal-to-noise; 1 on the last step, which goes to zero noise.
    const double decay = -std::expm1(from.lambda - to.lambda);
    Tensor next = (to.sigma / from.sigma) * latent + (to.alpha * decay) * clean;
    const bool last = step + 1 == steps();
    if (step > 0 && !last) {
      const double ratio = (from.lambda - levels_[at - 1].lambda) / (to.lambda - from.lambda);
      next = next + (0.5 * to.alpha * decay / ratio) * (clean - history.previousClean);
    }
    history.previousClean = clean;
    return next;
  }

 private:
  struct Level {
    double alpha;
    double sigma;
    double lambda;
  };
  std::vector<Level> levels_;
};

}  // namespace

base::Result<std::unique_ptr<Sampler>> makeSampler(std::string_view name, int steps) {
  if (name == "ancestral") {
    CHEXGEN_ASSIGN(const std::vector<int> kept, keptSteps(steps));
    return std::make_unique<Ancestral>(kept);
  }
  if (name != "ddim" && name != "dpmpp2m") {
    return base::fail(base::ErrorCode::argumentInvalid, "There is no sampler \"" + std::string(name) +
                                                            "\"; choose ancestral, ddim or dpmpp2m.");
  }
  if (steps < 1 || steps > chainLength) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "The number of steps must be 1 to 1000, not " + std::to_string(steps) + ".");
  }
  if (name == "ddim") return std::make_unique<Ddim>(steps);
  return std::make_unique<DpmSolver2M>(steps);
}

}  // namespace chexgen::engine
