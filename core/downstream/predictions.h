// Scores of a classifier as a table, and what is needed to judge them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace chexgen::downstream {

struct PredictionRow {
  std::string id;
  std::filesystem::path image;
  std::vector<double> scores;  // by target, 0 … 1
};

struct Predictions {
  std::vector<std::string> targets;
  std::vector<PredictionRow> rows;
  // By target, from the network's validation rows; empty when nothing tells them.
  std::vector<std::optional<double>> thresholds;
  std::string thresholdRule;
  std::string network;        // name
  std::string networkSha256;  // of its weights
};

// FILE as CSV (id, image, a column for each target) and, beside it, FILE with the suffix ".json": thresholds
// and network. Fails as writing does.
[[nodiscard]] base::Result<void> writePredictions(const Predictions& predictions,
                                                  const std::filesystem::path& file);
// Every column but id and image is a target. The JSON file may be missing. formatInvalid names line and
// column of a score that is no number in 0 … 1, an id that stands twice, or a missing column.
[[nodiscard]] base::Result<Predictions> readPredictions(const std::filesystem::path& file);

}  // namespace chexgen::downstream
