// What the right column of Compose says: everything of a recipe that is neither report nor drawing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::studio {

enum class Guide { report, mask, boxes };  // what steers the image besides the report

struct GenerationSettings {
  std::filesystem::path model;  // folder; empty: the first of the catalogue
  int size = 0;                 // pixels; 0: the model's default
  std::string profile;          // these three: empty or 0 for the model's default
  std::string sampler;
  int steps = 0;
  double guidance = -1;  // below 0: the model's default
  std::uint64_t seed = 1;
  bool seedLocked = false;  // keep the seed after an image
  int count = 1;            // images, with seeds that count up
  Guide guide = Guide::report;
  friend bool operator==(const GenerationSettings&, const GenerationSettings&) = default;
};

[[nodiscard]] std::string toJsonText(const GenerationSettings& settings);
// formatInvalid when it is not that text.
[[nodiscard]] base::Result<GenerationSettings> generationSettingsFromJson(std::string_view json);

}  // namespace chexgen::studio
