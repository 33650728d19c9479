// What a model in training draws: the same prompts and seeds at every look.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/compute.h"
#include "core/engine/model/vae.h"
#include "core/engine/training/train_setup.h"

namespace chexgen::engine {

class SampleGrid {
 public:
  // Prepares the settings' prompts (those of the first held-out rows when none are given) and, for a control
  // branch, the conditions of held-out rows. Fails with the errors of the parent's parts.
  [[nodiscard]] static base::Result<SampleGrid> prepare(const TrainSetup& setup, const Compute& compute);

  // One row for each prompt, one column for each seed; of a control branch the condition stands first. Writes
  // `file`, a PNG that says it is synthetic.
  [[nodiscard]] base::Result<void> draw(const TrainSetup& setup,
                                        const std::map<std::string, WeightMap>& averages, std::int64_t step,
                                        const std::filesystem::path& file) const;

 private:
  struct Case {
    std::string prompt;
    Tensor caption;                 // [k, captionWidth]; undefined when the text encoder learns
    std::vector<std::int64_t> ids;  // its tokens then
    Tensor condition;               // [1, 4, h, w] or undefined
  };

  SampleGrid(const Compute& compute, Vae vae) : compute_(compute), vae_(std::move(vae)) {}

  Compute compute_;
  Vae vae_;
  std::vector<Case> cases_;
};

}  // namespace chexgen::engine
