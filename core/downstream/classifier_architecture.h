// The sizes of the networks that classify radiographs, and from them the exact list of their weights under
// the names that torchvision gives them: ResNet (He et al., CVPR 2016) and DenseNet (Huang et al., CVPR
// 2017; TorchXRayVision has the same names with one input channel).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/architecture.h"

namespace chexgen::downstream {

enum class ClassifierFamily { resnet10, resnet18, resnet50, densenet121 };

[[nodiscard]] std::string_view name(ClassifierFamily family);  // "resnet10", …
// argumentInvalid lists the names.
[[nodiscard]] base::Result<ClassifierFamily> classifierFamilyNamed(std::string_view name);
[[nodiscard]] std::span<const ClassifierFamily> classifierFamilies();

struct ClassifierArchitecture {
  ClassifierFamily family = ClassifierFamily::resnet10;
  std::int64_t width = 64;    // channels behind the first convolution; 64 is torchvision's
  std::int64_t channels = 1;  // of the picture: 1 (grey) or 3
  std::int64_t outputs = 1;   // logits

  friend bool operator==(const ClassifierArchitecture&, const ClassifierArchitecture&) = default;
};

// How often each of the four stages repeats its block: a residual block, or a dense layer.
[[nodiscard]] std::array<std::int64_t, 4> blocksOf(ClassifierFamily family);
[[nodiscard]] bool isDense(ClassifierFamily family);
// ResNet: three convolutions a block, the last with four times the channels.
[[nodiscard]] bool hasBottlenecks(ClassifierFamily family);
// Channels that one dense layer adds.
[[nodiscard]] std::int64_t growthOf(const ClassifierArchitecture& architecture);
// Numbers in the pooled features, which the last layer reads.
[[nodiscard]] std::int64_t featuresOf(const ClassifierArchitecture& architecture);
// "fc" or "classifier": the last layer.
[[nodiscard]] std::string_view headOf(ClassifierFamily family);

// Every entry of torchvision's state dict, in its order, counters ("num_batches_tracked", of no dimension)
// among them.
[[nodiscard]] std::vector<weights::ExpectedTensor> expectedTensors(
    const ClassifierArchitecture& architecture);

// argumentInvalid for a width that is no even number from 2 to 1024, other channels than 1 or 3, or no
// output.
[[nodiscard]] base::Result<void> checkArchitecture(const ClassifierArchitecture& architecture);

// {"family","width","channels","outputs"}
[[nodiscard]] base::OrderedJson toJson(const ClassifierArchitecture& architecture);
// formatInvalid for another form; argumentInvalid as above.
[[nodiscard]] base::Result<ClassifierArchitecture> classifierFromJson(const base::Json& value,
                                                                      const std::filesystem::path& file = {});

}  // namespace chexgen::downstream
