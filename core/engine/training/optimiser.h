// The optimisers and the moving average of the weights.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "core/engine/tensor.h"

namespace chexgen::engine {

// What the training loop asks of any optimiser. All of its state lies in maps by key, so that a checkpoint
// holds all of it.
class Optimiser {
 public:
  virtual ~Optimiser() = default;

  // One step with the gradients that stand on the parameters; a parameter without one is left alone,
  // and a step without any does not count.
  virtual void step(double learningRate) = 0;
  virtual void clearGradients() = 0;

  // The state to save and, writing into the moments in place, to restore exactly. An optimiser with one
  // moment has no second.
  [[nodiscard]] virtual const WeightMap& firstMoments() const = 0;
  [[nodiscard]] virtual const WeightMap& secondMoments() const = 0;
  [[nodiscard]] virtual std::int64_t steps() const = 0;
  virtual void setSteps(std::int64_t steps) = 0;

  [[nodiscard]] virtual const WeightMap& parameters() const = 0;
};

struct AdamWSettings {
  double learningRate = 1e-4;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weightDecay = 0.01;
};

// Decoupled weight decay (Loshchilov and Hutter, ICLR 2019), torch's fused kernel.
class AdamW final : public Optimiser {
 public:
  // `parameters` share storage with the network; each must require a gradient.
  AdamW(WeightMap parameters, const AdamWSettings& settings);

  void step(double learningRate) override;
  void clearGradients() override;

  [[nodiscard]] const WeightMap& firstMoments() const override { return firstMoments_; }
  [[nodiscard]] const WeightMap& secondMoments() const override { return secondMoments_; }
  [[nodiscard]] std::int64_t steps() const override { return steps_; }
  void setSteps(std::int64_t steps) override { steps_ = steps; }

  [[nodiscard]] const WeightMap& parameters() const override { return parameters_; }
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
