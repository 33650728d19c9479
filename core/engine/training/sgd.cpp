#include "core/engine/training/sgd.h"

#include <utility>

#include <c10/core/GradMode.h>

namespace chexgen::engine {

Sgd::Sgd(WeightMap parameters, const SgdSettings& settings)
    : parameters_(std::move(parameters)), settings_(settings) {
  for (const auto& [key, parameter] : parameters_) momenta_[key] = at::zeros_like(parameter.detach());
}

void Sgd::step(double learningRate) {
  const c10::AutoGradMode off(false);
  bool any = false;
  for (const auto& [key, parameter] : parameters_) {
    if (!parameter.grad().defined()) continue;
    any = true;
    const Tensor weight = parameter.detach();
    const Tensor gradient =
        settings_.weightDecay > 0 ? parameter.grad().add(weight, settings_.weightDecay) : parameter.grad();
    if (settings_.momentum == 0) {
      weight.add_(gradient, -learningRate);
      continue;
    }
    const Tensor& momentum = momenta_.at(key);
    momentum.mul_(settings_.momentum).add_(gradient);
    weight.add_(settings_.nesterov ? gradient.add(momentum, settings_.momentum) : momentum, -learningRate);
  }
  if (any) ++steps_;
}

void Sgd::clearGradients() {
  for (auto& [key, parameter] : parameters_) parameter.mutable_grad() = Tensor();
}

}  // namespace chexgen::engine
