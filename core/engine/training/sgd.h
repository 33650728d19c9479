// Stochastic gradient descent with momentum.
#pragma once

#include <cstdint>

#include "core/engine/tensor.h"
#include "core/engine/training/optimiser.h"

namespace chexgen::engine {

struct SgdSettings {
  double momentum = 0.9;
  bool nesterov = false;
  double weightDecay = 0;  // added to the gradient, as in torch
};

// In torch's arithmetic (Sutskever et al., ICML 2013, as torch changed it: the learning rate is not part of
// the momentum).
class Sgd final : public Optimiser {
 public:
  // `parameters` share storage with the network.
  Sgd(WeightMap parameters, const SgdSettings& settings);

  void step(double learningRate) override;
  void clearGradients() override;

  // Zero before the first step, which leaves in them what torch's buffers hold then.
  [[nodiscard]] const WeightMap& firstMoments() const override { return momenta_; }
  [[nodiscard]] const WeightMap& secondMoments() const override { return none_; }
  [[nodiscard]] std::int64_t steps() const override { return steps_; }
  void setSteps(std::int64_t steps) override { steps_ = steps; }

  [[nodiscard]] const WeightMap& parameters() const override { return parameters_; }

 private:
  WeightMap parameters_;
  SgdSettings settings_;
  WeightMap momenta_;
  WeightMap none_;
  std::int64_t steps_ = 0;
};

}  // namespace chexgen::engine
