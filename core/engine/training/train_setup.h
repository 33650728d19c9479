// From the settings of a run to what the training loop works on.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/engine/compute.h"
#include "core/engine/training/diffusion_target.h"
#include "core/engine/training/vae_target.h"
#include "core/imaging/remark_tally.h"
#include "core/training/checkpoints.h"
#include "core/training/settings.h"
#include "core/weights/file_check.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

// Exactly one of the two targets is there.
struct TrainSetup {
  training::TrainSettings settings;         // with absolute paths
  std::optional<weights::Manifest> parent;  // none for a VAE from nothing
  std::unique_ptr<VaeTarget> vae;
  std::unique_ptr<DiffusionTarget> diffusion;
  training::TrainState identity;  // hashes of settings, data and parent
  weights::Lesson lesson;         // parent and data; without task and steps
  imaging::RemarkTally remarks;   // on the radiographs, where the target sees them

  [[nodiscard]] Target& target() const {
    if (vae) return *vae;
    return *diffusion;
  }
};

// Reads parent, data and starting weights; `watch` follows the check of the parent, its token ends the rest,
// too. Fails with their errors, and with architectureMismatch when the data were encoded by another model or
// lack what the target needs.
[[nodiscard]] base::Result<TrainSetup> setUpTraining(const training::TrainSettings& settings,
                                                     const Compute& compute,
                                                     const weights::CheckWatch& watch);

}  // namespace chexgen::engine
