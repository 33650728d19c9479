#include "core/engine/training/parameters.h"

#include <vector>

#include <torch/csrc/autograd/autograd.h>

namespace chexgen::engine {

WeightMap trainable(const WeightMap& initial, at::Device device) {
  WeightMap leaves;
  for (const auto& [key, weight] : initial) {
    leaves[key] = weight.detach().to(device, at::kFloat, false, true).contiguous().requires_grad_(true);
  }
  return leaves;
}

ComputedWeights::ComputedWeights(const WeightMap& sources, at::ScalarType type) : weights_(sources) {
  for (auto& [key, weight] : weights_) {
    if (!weight.requires_grad() || (weight.scalar_type() == type && weight.is_leaf())) continue;
    sources_[key] = weight;
    weight = weight.detach().to(type).requires_grad_(true);
  }
}

void ComputedWeights::passGradients() const {
  std::vector<Tensor> sources, gradients;
  for (const auto& [key, source] : sources_) {
    const Tensor& gradient = weights_.at(key).grad();
    if (!gradient.defined()) continue;
    sources.push_back(source);
    gradients.push_back(gradient.to(source.scalar_type()));
  }
  if (!sources.empty()) torch::autograd::backward(sources, gradients);
}

}  // namespace chexgen::engine
