// A denoiser and data so small that a training step takes milliseconds.
#pragma once

#include <filesystem>
#include <memory>

#include "core/engine/training/diffusion_target.h"
#include "core/engine/training/trainer.h"
#include "core/training/settings.h"

namespace chexgen::tests {

// An encoded data set of `rows` random rows (every fourth held out) with conditions, in `folder`.
void writeTinyData(const std::filesystem::path& folder, std::size_t rows = 12);

// A target over that data; with `jointText` a text encoder learns with the transformer.
[[nodiscard]] std::unique_ptr<engine::DiffusionTarget> tinyTarget(const std::filesystem::path& data,
                                                                  engine::Learner learner,
                                                                  bool jointText = false,
                                                                  bool gradientCheckpointing = false,
                                                                  const engine::Compute& compute = {});

// Small batches, a high learning rate, checkpoints every second step.
[[nodiscard]] training::TrainSettings tinySettings(std::int64_t steps);

}  // namespace chexgen::tests
