// A trained classifier as a folder: network.json, which says all that its scores mean, and its weights.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/downstream/classifier_architecture.h"

namespace chexgen::downstream {

inline constexpr const char* networkFile = "network.json";
inline constexpr const char* networkWeights = "weights.safetensors";

struct ClassifierNetwork {
  std::string name;
  ClassifierArchitecture architecture;
  std::int64_t size = 128;                        // side of the square that it sees, pixels
  double mean = 0.5, deviation = 0.25;            // it reads (grey / 255 − mean) / deviation
  std::vector<std::string> targets;               // by output
  std::vector<std::optional<double>> thresholds;  // by output: a score of at least that is called positive
  std::string thresholdRule;                      // how they were chosen, and on what
  std::string precision = "fp32";                 // in which it computes
  std::string weightsSha256;
  base::OrderedJson training = base::OrderedJson::object();  // what it learned from, for people
};

// Publishes network.json into the folder, which holds the weights already. Fails as writing does.
[[nodiscard]] base::Result<void> writeNetwork(const ClassifierNetwork& network,
                                              const std::filesystem::path& folder);
// fileMissing with what the folder should be; formatInvalid, naming the entry; formatUnsupported for a newer
// schema.
[[nodiscard]] base::Result<ClassifierNetwork> readNetwork(const std::filesystem::path& folder);
// The file of weights, once it is found to be as network.json says: fileMissing or hashMismatch.
[[nodiscard]] base::Result<std::filesystem::path> checkedWeights(const ClassifierNetwork& network,
                                                                 const std::filesystem::path& folder);

}  // namespace chexgen::downstream
