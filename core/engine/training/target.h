// What is being trained, as the training loop sees it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/tensor.h"
#include "core/engine/training/sgd.h"

namespace chexgen::engine {

// Weights that one optimiser owns: fp32 leaves that require a gradient. Those that require none (statistics
// of batch norm) are only kept with the rest.
struct ParameterGroup {
  std::string name;  // of the files that a checkpoint keeps it in
  WeightMap weights;
  double learningRateFactor = 1.0;
  bool averaged = true;                 // whether a moving average of it is kept
  std::optional<SgdSettings> sgd = {};  // else AdamW, by the run's settings
};

// One sample of a batch: a row of the data and its position in the run, which keys all its random numbers.
struct TrainingSample {
  std::size_t row = 0;
  std::uint64_t position = 0;
};

// Named parts of a loss, means over a batch; "loss" is the one that is minimised.
using LossParts = std::map<std::string, double>;

class Target {
 public:
  virtual ~Target() = default;

  [[nodiscard]] virtual std::vector<ParameterGroup>& groups() = 0;
  [[nodiscard]] virtual std::size_t trainingRows() const = 0;
  [[nodiscard]] virtual std::size_t validationRows() const = 0;

  // A loss below this is never taken for an explosion, however small it was before: of losses that go to 0.
  [[nodiscard]] virtual double ordinaryLoss() const { return 0; }

  // Adds share · (gradient of the mean loss of `batch`) to the parameters' gradients. `step` counts optimiser
  // steps from 0.
  virtual base::Result<LossParts> backward(std::span<const TrainingSample> batch, std::int64_t step,
                                           double share) = 0;

  // The loss over the first `rows` held-out rows, each with the same random numbers at every call, computed
  // with the averaged weights of `averages` (by group name) where there are any.
  virtual base::Result<LossParts> validate(std::size_t rows,
                                           const std::map<std::string, WeightMap>& averages) = 0;
};

}  // namespace chexgen::engine
