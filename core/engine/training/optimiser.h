// AdamW and the moving average of the weights.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "core/engine/tensor.h"

namespace chexgen::engine {

struct AdamWSettings {
  double learningRate = 1e-4;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weightDecay = 0.01;
};

// Decoupled weight decay (Loshchilov and Hutter, ICLR 2019), torch's fused kernel. The state is plain maps by
// key, so that a checkpoint holds all of it.
class AdamW {
 public:
  // `parameters` share storage with the network; each must require a gradient.
  AdamW(WeightMap parameters, const AdamWSettings& settings);

  // One step with the gradients that stand on the parameters; a parameter without one is left alone,
  // and a step without any does not count.
  // `learningRate` overrides the settings' (schedules).
  void step(double learningRate);
  void clearGradients();

  // The state to save and, writing into the moments in place, to restore exactly.
  [[nodiscard]] const WeightMap& firstMoments() const { return firstMoments_; }
  [[nodiscard]] const WeightMap& secondMoments() const { return secondMoments_; }
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  void setSteps(std::int64_t steps) { steps_ = steps; }

  [[nodiscard]] const WeightMap& parameters() const { return parameters_; }
  [[nodiscard]] const AdamWSettings& settings() const { return settings_; }

 private:
  WeightMap parameters_;
  AdamWSettings settings_;
  WeightMap firstMoments_;
  WeightMap secondMoments_;
  std::int64_t steps_ = 0;
};

// The norm over all gradients (fp32, before clipping); scales them down to `maximum` when it is larger and
// `maximum` > 0.
double clipGradients(const WeightMap& parameters, double maximum);

// ema ← decay · ema + (1 - decay) · parameter, for every parameter.
void updateAverage(const WeightMap& average, const WeightMap& parameters, double decay);

}  // namespace chexgen::engine
