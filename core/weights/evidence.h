// What a model was shown to have learned: evidence.json beside model.json, a model card that programs can
// read. It is a file of its own so that measuring a model later does not change the model's identity.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/weights/manifest.h"

namespace chexgen::weights {

// How well generated radiographs show one wish of their prompts: area under the ROC curve of a classifier
// that learned from real radiographs, with its 95 % interval, over generated radiographs of both kinds.
struct MeasuredWish {
  std::string
      wish;  // "sex", "age", "view", "race", a finding ("Effusion") or the side of one ("Effusion:side")
  double area = 0;  // 0 … 1
  double low = 0;
  double high = 0;
  std::optional<double> real;  // of the same classifier on real held-out radiographs
};

struct Evidence {
  std::string method;  // how it was measured, in words
  std::vector<MeasuredWish> measured;

  [[nodiscard]] const MeasuredWish* of(std::string_view wish) const;
};

// Nothing when the folder has no evidence.json, or when that was written for another model or version than
// `manifest`: nothing is then known of what was learned. formatInvalid for a damaged file, formatUnsupported
// for a newer schema.
[[nodiscard]] base::Result<std::optional<Evidence>> readEvidence(const std::filesystem::path& folder,
                                                                 const Manifest& manifest);

// Publishes FOLDER/evidence.json with this measurement in it: of what was measured before for the same model
// and version, all other wishes stay. The errors of readEvidence and of writing; argumentInvalid for an area
// outside its interval.
[[nodiscard]] base::Result<void> recordEvidence(const std::filesystem::path& folder, const Manifest& manifest,
                                                const std::string& method, const MeasuredWish& wish);

}  // namespace chexgen::weights
