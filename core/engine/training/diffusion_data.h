// Latents, captions and conditions of an encoded data set, as tensors.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/engine/tensor.h"
#include "core/training/feature_store.h"

namespace chexgen::engine {

// One row as a batch takes it; all fp32 on the CPU.
struct DiffusionSample {
  Tensor latent;     // [4, h, w], times the scaling factor
  Tensor condition;  // the same, or undefined
  Tensor caption;    // [k, captionWidth], or undefined when captions are not encoded
};

class DiffusionData {
 public:
  explicit DiffusionData(training::FeatureStore store);

  [[nodiscard]] const training::FeatureStore& store() const { return store_; }
  // Rows to learn from, and rows held out: numbers of rows of the store.
  [[nodiscard]] const std::vector<std::size_t>& training() const { return training_; }
  [[nodiscard]] const std::vector<std::size_t>& validation() const { return validation_; }

  // Fails like the store's accessors.
  [[nodiscard]] base::Result<DiffusionSample> sample(std::size_t row, std::size_t variant) const;

 private:
  training::FeatureStore store_;
  std::vector<std::size_t> training_, validation_;
};

}  // namespace chexgen::engine
