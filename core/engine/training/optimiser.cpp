#include "core/engine/training/optimiser.h"

#include <utility>
#include <vector>

#include <c10/core/GradMode.h>

namespace chexgen::engine {
namespace {

// The moments must not be recorded by autograd, whatever the caller's mode is.
struct WithoutGradients {
  c10::AutoGradMode off{false};
};

WeightMap zerosLike(const WeightMap& parameters) {
  WeightMap zeros;
  for (const auto& [key, parameter] : parameters) zeros[key] = at::zeros_like(parameter.detach());
  return zeros;
}

std::vector<Tensor> gradients(const WeightMap& parameters) {
  std::vector<Tensor> found;
  for (const auto& [key, parameter] : parameters) {
    if (parameter.grad().defined()) found.push_back(parameter.grad());
  }
  return found;
}

}  // namespace

AdamW::AdamW(WeightMap parameters, const AdamWSettings& settings)
    : parameters_(std::move(parameters)),
      settings_(settings),
      firstMoments_(zerosLike(parameters_)),
      secondMoments_(zerosLike(parameters_)) {}

void AdamW::step(double learningRate) {
  const WithoutGradients guard;
  const std::int64_t count = steps_ + 1;
  std::vector<Tensor> weights;
  std::vector<Tensor> grads;
  std::vector<Tensor> first;
  std::vector<Tensor> second;
  std::vector<Tensor> counts;
  for (const auto& [key, parameter] : parameters_) {
    if (!parameter.grad().defined()) continue;
    weights.push_back(parameter.detach());
    grads.push_back(parameter.grad());
    first.push_back(firstMoments_.at(key));
    second.push_back(secondMoments_.at(key));
    counts.push_back(
        at::full({}, static_cast<double>(count), parameter.options().dtype(at::kFloat).requires_grad(false)));
  }
  if (weights.empty()) return;  // nothing was learned yet: the moments' age does not change
  steps_ = count;
  at::_fused_adamw_(weights, grads, first, second, {}, counts, learningRate, settings_.beta1, settings_.beta2,
                    settings_.weightDecay, settings_.epsilon, false, false);
}

void AdamW::clearGradients() {
  for (auto& [key, parameter] : parameters_) parameter.mutable_grad() = Tensor();
}

double clipGradients(const WeightMap& parameters, double maximum) {
  const WithoutGradients guard;
  const std::vector<Tensor> grads = gradients(parameters);
  if (grads.empty()) return 0;
  const std::vector<Tensor> norms = at::_foreach_norm(grads);
  const double norm = at::stack(norms).norm().item<double>();
  // The small constant keeps the quotient finite; it is torch's own.
  const double scale = maximum / (norm + 1e-6);
  if (maximum > 0 && scale < 1.0) at::_foreach_mul_(grads, scale);
  return norm;
}

void updateAverage(const WeightMap& average, const WeightMap& parameters, double decay) {
  const WithoutGradients guard;
  for (const auto& [key, parameter] : parameters) {
    const Tensor& target = average.at(key);
    target.mul_(decay).add_(parameter.detach(), 1.0 - decay);
  }
}

}  // namespace chexgen::engine
