// Where and in which number format the engine computes: decided once, from what was asked for and what the
// machine can do.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/engine/tensor.h"
#include "core/jobs/backend.h"

namespace chexgen::engine {

struct Compute {
  at::Device device = at::kCPU;
  at::ScalarType type =
      at::kFloat;  // of the transformer and the text encoder; the autoencoder always runs in fp32
  int threads = 1;

  [[nodiscard]] std::string deviceName() const;     // as recipes record it
  [[nodiscard]] std::string precisionName() const;  // "fp32" or "bf16"
};

// Chooses device, number format and CPU threads, and sets torch's thread count. bf16 on a device that only
// emulates it becomes fp32, with a line in the log.
[[nodiscard]] base::Result<Compute> chooseCompute(const jobs::ModelOptions& options);

}  // namespace chexgen::engine
