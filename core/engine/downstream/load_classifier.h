// A classifier's weights from files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/downstream/classifier_weights.h"
#include "core/engine/tensor.h"

namespace chexgen::engine {

struct LoadedClassifier {
  WeightMap weights;  // fp32 (counters int64), copies of the file's
  std::vector<std::string> remarks;
  std::vector<float> thresholds;  // TorchXRayVision's; may be empty
  bool headLeftOut = false;
};

// Reads whatever weights::openTensors reads; see downstream::classifierTensors. Fails with the errors of
// both.
[[nodiscard]] base::Result<LoadedClassifier> loadClassifier(const std::filesystem::path& file,
                                                            const downstream::ClassifierArchitecture& wanted,
                                                            bool mayReplaceHead = false);

}  // namespace chexgen::engine
