#include "core/engine/training/diffusion_loss.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "core/engine/diffusion/schedule.h"

namespace chexgen::engine {
namespace {

constexpr double halfLevel = 1.0 / 255.0;  // half the width of an 8-bit level in [-1, 1]

const std::vector<AncestralStep>& fullChain() {
  static const std::vector<AncestralStep> steps = [] {
    std::vector<int> all(chainLength);
    std::iota(all.begin(), all.end(), 0);
    return ancestralSteps(all);
  }();
  return steps;
}

// One coefficient of every sample's step, shaped to multiply images.
template <class Coefficient>
Tensor gather(const Tensor& timesteps, const Coefficient& coefficient) {
  // The whole chain goes to the device, so that the device's work is not waited for.
  std::vector<float> values(chainLength);
  for (std::size_t t = 0; t < values.size(); ++t) values[t] = static_cast<float>(coefficient(t));
  return at::tensor(values).to(timesteps.device()).index_select(0, timesteps).view({-1, 1, 1, 1});
}

Tensor gatherStep(const Tensor& timesteps, double AncestralStep::*member) {
  return gather(timesteps, [member](std::size_t t) { return fullChain()[t].*member; });
}

Tensor meanOverImage(const Tensor& x) { return x.flatten(1).mean(1); }

// KL divergence of two diagonal Gaussians in nats, elementwise.
Tensor gaussianKl(const Tensor& mean1, const Tensor& logVariance1, const Tensor& mean2,
                  const Tensor& logVariance2) {
  return 0.5 * (-1.0 + logVariance2 - logVariance1 + at::exp(logVariance1 - logVariance2) +
                (mean1 - mean2).square() * at::exp(-logVariance2));
}

// The reference's approximation of the normal distribution function (Page, 1977).
Tensor normalCdf(const Tensor& x) {
  return 0.5 * (1.0 + at::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * at::pow(x, 3))));
}

Tensor safeLog(const Tensor& x) { return at::log(x.clamp_min(1e-12)); }

// Log likelihood of `x` under a Gaussian whose mass is gathered into 8-bit levels, nats, elementwise.
Tensor discretisedLogLikelihood(const Tensor& x, const Tensor& mean, const Tensor& logScale) {
  const Tensor centred = x - mean;
  const Tensor inverse = at::exp(-logScale);
  const Tensor above = normalCdf(inverse * (centred + halfLevel));
  const Tensor below = normalCdf(inverse * (centred - halfLevel));
  return at::where(x < -0.999, safeLog(above),
                   at::where(x > 0.999, safeLog(1.0 - below), safeLog(above - below)));
}

}  // namespace

Tensor addNoise(const Tensor& clean, const Tensor& noise, const Tensor& timesteps) {
  const Tensor signal = gather(timesteps, [](std::size_t t) { return std::sqrt(alphaBars()[t]); });
  const Tensor amount = gather(timesteps, [](std::size_t t) { return std::sqrt(1.0 - alphaBars()[t]); });
  return signal * clean + amount * noise;
}

DiffusionLoss diffusionLoss(const Tensor& output, const Tensor& clean, const Tensor& noisy,
                            const Tensor& noise, const Tensor& timesteps) {
  const Tensor epsilon = output.narrow(1, 0, latentChannels);
  const Tensor fraction = (output.narrow(1, latentChannels, latentChannels) + 1.0) / 2.0;

  const auto at = [&](double AncestralStep::*member) { return gatherStep(timesteps, member); };
  const Tensor posteriorLog = at(&AncestralStep::logVarianceLow);
  const Tensor modelLog = fraction * at(&AncestralStep::logVarianceHigh) + (1.0 - fraction) * posteriorLog;
  const auto meanOf = [&](const Tensor& x0) {
    return at(&AncestralStep::meanFromClean) * x0 + at(&AncestralStep::meanFromNoisy) * noisy;
  };
  const Tensor predicted =
      at(&AncestralStep::cleanFromNoisy) * noisy - at(&AncestralStep::cleanFromEpsilon) * epsilon.detach();
  const Tensor modelMean = meanOf(predicted);

  const Tensor kl = meanOverImage(gaussianKl(meanOf(clean), posteriorLog, modelMean, modelLog));
  const Tensor likelihood = -meanOverImage(discretisedLogLikelihood(clean, modelMean, 0.5 * modelLog));
  return {.squaredError = meanOverImage((noise - epsilon).square()),
          .variational = at::where(timesteps == 0, likelihood, kl) / std::numbers::ln2};
}

}  // namespace chexgen::engine
