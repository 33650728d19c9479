// Where a training run stands, beside its tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::training {

// All randomness follows from seed and counters, so these are enough to go on exactly.
struct TrainState {
  std::int64_t step = 0;            // optimiser steps done
  std::int64_t epoch = 0;           // passes through the data that are complete
  std::int64_t position = 0;        // rows of the present pass that are used up
  std::int64_t images = 0;          // images seen in all
  std::int64_t optimiserSteps = 0;  // that the moments have seen
  std::string settingsHash;
  std::string parentHash;                  // of the model that the run started from; empty from scratch
  std::string dataHash;                    // FeatureStore::sha256, or the table's
  base::Json more = base::Json::object();  // what a target adds

  friend bool operator==(const TrainState&, const TrainState&) = default;
};

// FOLDER/state.json. Reading fails like readJsonFile, with formatInvalid (also for a counter below 0), and
// with formatUnsupported for a newer schema.
[[nodiscard]] base::Result<void> writeState(const TrainState& state, const std::filesystem::path& folder);
[[nodiscard]] base::Result<TrainState> readState(const std::filesystem::path& folder);

}  // namespace chexgen::training
