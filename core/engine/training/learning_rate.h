// The learning rate over a run.
#pragma once

#include <cstdint>

#include "core/training/settings.h"

namespace chexgen::engine {

// Of the optimiser step `step`, counted from 0: rises linearly over the warm-up, then stays or follows half a
// cosine down to its final fraction at the last step (Loshchilov and Hutter, ICLR 2017, without restarts).
[[nodiscard]] double learningRateAt(const training::TrainSettings& settings, std::int64_t step);

// The averages' decay at that step.
[[nodiscard]] double averageDecayAt(const training::TrainSettings& settings, std::int64_t step);

}  // namespace chexgen::engine
