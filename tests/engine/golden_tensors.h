// Golden tensors as torch tensors, and how far apart two tensors are.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/engine/tensor.h"
#include "core/weights/architecture.h"

namespace chexgen::tests {

// Every tensor of a file or folder under its own key; throws with the reader's message when it cannot be
// read.
[[nodiscard]] engine::WeightMap readTensors(const std::filesystem::path& path);

// ‖actual − expected‖ / ‖expected‖ in double precision; infinity when the shapes differ or a value is not
// finite.
[[nodiscard]] double relativeError(const at::Tensor& actual, const at::Tensor& expected);

// The caption embeddings of a golden case, y [N, 1, tokens, D] and mask [N, tokens], without padding.
[[nodiscard]] std::vector<at::Tensor> captionsOf(const at::Tensor& y, const at::Tensor& mask);

// The sizes in a golden model's JSON (input_size, patch_size, …).
[[nodiscard]] weights::TransformerArchitecture readGoldenArchitecture(const std::filesystem::path& json);
// The same, with the number of copied blocks.
[[nodiscard]] weights::ControlArchitecture readGoldenControl(const std::filesystem::path& json);

}  // namespace chexgen::tests
