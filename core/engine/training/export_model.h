// From what was learned to a model folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/engine/tensor.h"
#include "core/engine/training/train_setup.h"
#include "core/weights/write_tensors.h"

namespace chexgen::engine {

// The task that learned: its name, which becomes the model's, and how far it went.
struct TrainedTask {
  std::string name;
  std::int64_t steps = 0;
};

// Writes the parent with the learned parts in place of its own to `out`, which appears complete or not at
// all. Adapters are merged. model.json tells the parent and the data beside what the parent says of itself. A
// VAE that was made from nothing has no parent: then `out` is a folder that holds vae.safetensors, its latent
// brought to mean 0 and deviation 1 / scaling factor, for `model convert --vae`. Fails like weights::convert.
[[nodiscard]] base::Result<void> exportModel(const TrainSetup& setup,
                                             const std::map<std::string, WeightMap>& averages,
                                             const std::filesystem::path& out, weights::StoredType type,
                                             const TrainedTask& task, const base::CancelToken& cancel);

}  // namespace chexgen::engine
