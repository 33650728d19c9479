// Golden networks through the product's own readers: sizes from the configuration beside the weights, names
// mapped.
#pragma once

#include <filesystem>

#include "core/engine/model/transformer.h"
#include "core/engine/model/vae.h"
#include "core/engine/text/t5_encoder.h"

namespace chexgen::tests {

// Each throws with the reader's message when the folder cannot be read.
[[nodiscard]] engine::Vae loadVae(const std::filesystem::path& folder);
[[nodiscard]] engine::T5Encoder loadT5(const std::filesystem::path& folder, at::ScalarType type);
[[nodiscard]] engine::Transformer loadTransformer(const std::filesystem::path& folder);

}  // namespace chexgen::tests
