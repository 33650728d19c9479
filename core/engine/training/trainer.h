// The training loop: the same for everything that can be trained.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/training/all_reduce.h"
#include "core/engine/training/optimiser.h"
#include "core/engine/training/randomness.h"
#include "core/engine/training/target.h"
#include "core/jobs/progress.h"
#include "core/training/checkpoints.h"
#include "core/training/settings.h"

namespace chexgen::engine {

// What the loop tells and asks; every member may be empty.
struct TrainerHooks {
  // Before each step; waits while the run is paused, fails with `cancelled` to end it. Where several
  // processes train, one that is cancelled ends them all.
  std::function<base::Result<void>()> betweenSteps;
  std::function<base::Result<void>(const std::string& name, const base::OrderedJson& data, std::int64_t step)>
      event;
  std::function<base::Result<void>(const jobs::Progress&)> progress;
  // Draws the sample images of this step with the averaged weights (by group).
  std::function<base::Result<void>(std::int64_t step, const std::map<std::string, WeightMap>& averages)>
      sample;
};

// A checkpoint holds, for each parameter group G: G.safetensors (weights), G.average.safetensors and
// G.moments.safetensors. With them and the step a run continues bit by bit: all randomness comes from
// counters.
class Trainer {
 public:
  Trainer(Target& target, const training::TrainSettings& settings, AllReduce& processes,
          std::filesystem::path checkpoints, training::TrainState identity, TrainerHooks hooks);

  // Takes up the newest intact checkpoint, if there is one. Damaged ones are reported as events and skipped.
  // architectureMismatch when it belongs to other settings, data or another parent.
  base::Result<void> resume();

  // Trains up to settings.steps. A cancelled run leaves a checkpoint of where it stood. numericalFailure,
  // naming the last good checkpoint, when loss or gradients are not finite or the loss explodes.
  base::Result<void> run();

  [[nodiscard]] std::int64_t step() const { return step_; }
  // The moving averages by group; the weights themselves where none is kept.
  [[nodiscard]] std::map<std::string, WeightMap> averages() const;

 private:
  struct Group {
    std::unique_ptr<Optimiser> optimiser;
    WeightMap average;  // empty: none is kept
  };

  base::Result<void> mayGoOn();
  base::Result<LossParts> advance();
  base::Result<LossParts> accumulate();
  base::Result<void> reduce(LossParts& parts);
  base::Result<void> validate();
  base::Result<void> save();
  base::Result<void> load(const training::Checkpoint& checkpoint);
  [[nodiscard]] tl::unexpected<base::Error> stopped(const std::string& why) const;
  base::Result<void> tell(const std::string& name, const base::OrderedJson& data) const;
  [[nodiscard]] bool leads() const { return processes_.rank() == 0; }

  Target& target_;
  const training::TrainSettings settings_;
  AllReduce& processes_;
  std::filesystem::path checkpoints_;
  training::TrainState identity_;
  TrainerHooks hooks_;
  std::vector<Group> optimisers_;  // one for each group of the target
  DataOrder order_;
  std::int64_t step_ = 0;
  std::int64_t saved_ = -1;  // the step of the newest checkpoint
  double usualLoss_ = 0;     // slow average, to know an explosion by
  double gradientNorm_ = 0;
};

}  // namespace chexgen::engine
