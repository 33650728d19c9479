// The randomness of a training run: every number depends on the run's seed, what it is for and which sample
// it belongs to, never on what was drawn before. So a resumed run continues bit by bit with no generator's
// state to save, and several processes that share a batch draw what one would have drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/philox.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

// What numbers are for. Part of the meaning of a run's seed: never renumber.
enum class TrainingStream : std::uint32_t {
  order = 0x7100,  // step: the epoch
  variant,         // from here on, step: the position of the sample in the run
  timestep,
  noise,
  captionDropout,
  latentSample,
  crop,
  initialWeights,  // step: the number of the weight in its network
  jitter,          // step: the row
  elastic,         // step: the position of the sample in the run
  greyNoise,       // the same
};

[[nodiscard]] base::RandomStream trainingStream(std::uint64_t seed, TrainingStream stream,
                                                std::uint64_t step);

// Standard normal fp32 numbers on the CPU.
[[nodiscard]] Tensor trainingNormal(std::uint64_t seed, TrainingStream stream, std::uint64_t step,
                                    at::IntArrayRef shape);

// The order in which a run visits `count` rows: each epoch is a permutation of its own. Position p of the run
// is in epoch p / count.
class DataOrder {
 public:
  DataOrder(std::uint64_t seed, std::size_t count);

  // The row at this position.
  [[nodiscard]] std::size_t rowAt(std::uint64_t position);

 private:
  std::uint64_t seed_;
  std::uint64_t epoch_ = 0;
  std::vector<std::size_t> permutation_;
  void shuffle(std::uint64_t epoch);
};

}  // namespace chexgen::engine
