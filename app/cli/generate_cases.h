// What `chexgen generate` was asked for, as a list of recipes and file names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/recipe.h"
#include "core/jobs/generation_run.h"

namespace chexgen::cli {

struct GenerateOptions {
  std::string report;
  std::filesystem::path csv;
  std::filesystem::path like;  // an image whose recipe is made again
  imaging::Demographics demographics;
  std::filesystem::path mask;
  std::filesystem::path boxes;
  std::filesystem::path conditionFolder;  // where a CSV's mask and box files are; empty: beside the CSV
  std::string profile;
  std::string sampler;
  int steps = 0;
  double guidance = -1;
  std::optional<std::uint64_t> seed;
  int count = 1;
  int size = 0;  // 0: the model's own
};

// One case per image. Reports of a CSV come from its column impression, report or prompt; name, mask, boxes,
// sex, age, race, view and seed are used when they are there. Image k of a run has the seed `seed + k` unless
// the CSV states one. `size` is the model's image size. Fails with the errors of the readers, naming file and
// line.
[[nodiscard]] base::Result<std::vector<jobs::ListCase>> generateCases(const GenerateOptions& options,
                                                                      int size);

}  // namespace chexgen::cli
