#include <array>
#include <string>

#include "core/training/settings.h"

namespace chexgen::training {
namespace {

constexpr std::array<std::string_view, 4> presets{"paper", "release", "starter", "quick"};

// The ChexGen paper (arXiv 2509.03903), stage II at 512 pixels: AdamW, learning rate 1e-4, weight decay 0.01,
// clipping at 1.0, moving average 0.9999, bf16, gradient checkpointing, caption dropout 0.1; 45,000 pairs,
// 300 epochs, 32 processes of batch 64: 6,592 steps. It names no betas and no schedule: AdamW's own,
// constant.
TrainSettings paper() {
  TrainSettings settings;
  settings.steps = 6592;
  settings.batch = 64;
  settings.learningRate = 1e-4;
  settings.weightDecay = 0.01;
  settings.clip = 1.0;
  settings.emaDecay = 0.9999;
  settings.captionDropout = 0.1;
  settings.precision = Precision::bf16;
  settings.gradientCheckpointing = true;
  return settings;
}

// The fine-tuning configuration of the authors' release: as above, but learning rate 2e-5, weight decay 0.03,
// epsilon 1e-10. It also states a clipping norm of 0.01 that its trainers never apply, so nothing is clipped.
TrainSettings release() {
  TrainSettings settings = paper();
  settings.learningRate = 2e-5;
  settings.weightDecay = 0.03;
  settings.epsilon = 1e-10;
  settings.clip = 0;
  return settings;
}

// A small model from scratch on a few hundred radiographs, in hours on two processor cores.
TrainSettings starter() {
  TrainSettings settings;
  settings.steps = 20'000;
  settings.batch = 16;
  settings.learningRate = 1e-3;
  settings.schedule = Schedule::cosine;
  settings.warmupSteps = 200;
  settings.finalLearningRateFraction = 0.01;
  settings.emaDecay = 0.999;
  settings.emaWarmup = true;
  return settings;
}

// Fine-tuning a small model on a few dozen radiographs, in minutes on two processor cores.
TrainSettings quick() {
  TrainSettings settings;
  settings.steps = 200;
  settings.batch = 4;
  settings.learningRate = 1e-4;
  settings.warmupSteps = 20;
  settings.emaDecay = 0.99;
  settings.emaWarmup = true;
  settings.checkpointEvery = 50;
  return settings;
}

}  // namespace

std::span<const std::string_view> presetNames() { return presets; }

base::Result<TrainSettings> trainPreset(std::string_view name) {
  if (name == "paper") return paper();
  if (name == "release") return release();
  if (name == "starter") return starter();
  if (name == "quick") return quick();
  std::string known;
  for (const std::string_view preset : presets) known += (known.empty() ? "" : ", ") + std::string(preset);
  return base::fail(base::ErrorCode::argumentInvalid,
                    "There is no preset \"" + std::string(name) + "\"; there are: " + known + ".");
}

}  // namespace chexgen::training
