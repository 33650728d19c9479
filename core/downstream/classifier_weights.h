// From the names and shapes that a classifier's weights have in the wild to what the network is built from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/downstream/classifier_architecture.h"
#include "core/weights/tensor_store.h"

namespace chexgen::downstream {

// Which network the store holds, told by its keys and shapes. architectureMismatch when it is none of ours.
[[nodiscard]] base::Result<ClassifierArchitecture> architectureOf(const weights::TensorStore& store);

struct ClassifierTensors {
  std::map<std::string, weights::TensorView> tensors;  // by torchvision's key; see `foldedKey`
  std::vector<float> thresholds;     // TorchXRayVision's op_threshs, one for each output; empty: none are set
  std::vector<std::string> remarks;  // what was renamed, passed over or will be folded, each a sentence
  std::string foldedKey;  // the first convolution where it has three planes and `wanted` reads one: whoever
                          // loads it sums them, since a grey picture would fill all three; else empty
  bool headLeftOut = false;  // its outputs are others than those wanted, so it has to be learned
};

// Every weight of `wanted` in the store. Older DenseNet files ("norm.1") are understood. Counters may be
// missing. With `mayReplaceHead` a last layer with another number of outputs is left out. Otherwise
// keyMissing, keyUnexpected or shapeMismatch name the key and both shapes.
[[nodiscard]] base::Result<ClassifierTensors> classifierTensors(const weights::TensorStore& store,
                                                                const ClassifierArchitecture& wanted,
                                                                bool mayReplaceHead = false);

}  // namespace chexgen::downstream
