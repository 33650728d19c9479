// Sums over the processes that train together.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

class AllReduce {
 public:
  virtual ~AllReduce() = default;

  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;
  // Replaces a contiguous fp32 tensor by its sum over all processes; every process calls it in the same
  // order.
  virtual base::Result<void> sum(const Tensor& values) = 0;
};

// One process alone.
class Alone final : public AllReduce {
 public:
  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return 1; }
  base::Result<void> sum(const Tensor&) override { return {}; }
};

}  // namespace chexgen::engine
