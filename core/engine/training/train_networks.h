// The networks that a training run starts from.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/error.h"
#include "core/engine/training/diffusion_target.h"
#include "core/training/feature_store.h"
#include "core/training/settings.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

// The parent's weights in fp32, or new ones where the settings give an architecture, for a latent of
// `latentSide`: with another side than the parent's the position table is computed anew, all else, the null
// caption too, stays. Fails with the errors of the weights' readers, and with architectureMismatch when the
// parts do not fit together.
[[nodiscard]] base::Result<DiffusionNetworks> startingNetworks(const training::TrainSettings& settings,
                                                               const weights::Manifest& parent,
                                                               std::int64_t latentSide);

// The token ids of every row's prompt, real tokens only, as `tokenizer` cuts them. architectureMismatch when
// an id is beyond the encoder's vocabulary.
[[nodiscard]] base::Result<std::vector<std::vector<std::int64_t>>> tokenIds(
    const training::FeatureStore& store, const std::filesystem::path& tokenizer, std::int64_t tokens,
    std::int64_t vocabulary);

// "mask" or "boxes" for the control targets, else empty.
[[nodiscard]] std::string controlKind(training::Target target);

}  // namespace chexgen::engine
