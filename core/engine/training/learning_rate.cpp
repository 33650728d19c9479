#include "core/engine/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chexgen::engine {

double learningRateAt(const training::TrainSettings& settings, std::int64_t step) {
  const auto done = static_cast<double>(step);
  const auto warmup = static_cast<double>(settings.warmupSteps);
  if (step < settings.warmupSteps) return settings.learningRate * (done + 1) / warmup;
  if (settings.schedule == training::Schedule::constant) return settings.learningRate;
  const double span = std::max(1.0, static_cast<double>(settings.steps) - warmup);
  const double fraction = std::min(1.0, (done - warmup) / span);
  const double cosine = 0.5 * (1.0 + std::cos(std::numbers::pi * fraction));
  const double low = settings.finalLearningRateFraction;
  return settings.learningRate * (low + (1.0 - low) * cosine);
}

double averageDecayAt(const training::TrainSettings& settings, std::int64_t step) {
  if (!settings.emaWarmup) return settings.emaDecay;
  const auto done = static_cast<double>(step);
  return std::min(settings.emaDecay, (1.0 + done) / (10.0 + done));
}

}  // namespace chexgen::engine
