// Stochastic gradient descent with momentum.
#pragma once

#include "core/engine/tensor.h"

namespace chexgen::engine {

struct SgdSettings {
  double momentum = 0.9;
  bool nesterov = false;
  double weightDecay = 0;  // added to the gradient, as in torch
};

// In torch's arithmetic (Sutskever et al., ICML 2013, as torch changed it: the learning rate is not part of
// the momentum). The state is a plain map by key, so that a checkpoint holds all of it.
class Sgd {
 public:
  // `parameters` share storage with the network.
  Sgd(WeightMap parameters, const SgdSettings& settings);

  // One step with the gradients that stand on the parameters; a parameter without one is left alone.
  void step(double learningRate);
  void clearGradients();

  // To save and, writing into them in place, to restore. Zero before the first step, which leaves in them
  // what torch's buffers hold then.
  [[nodiscard]] const WeightMap& momenta() const { return momenta_; }
  [[nodiscard]] const WeightMap& parameters() const { return parameters_; }

 private:
  WeightMap parameters_;
  SgdSettings settings_;
  WeightMap momenta_;
};

}  // namespace chexgen::engine
