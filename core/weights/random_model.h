// A complete model folder with random weights: for tests, benchmarks and first steps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/weights/architecture.h"
#include "core/weights/convert.h"
#include "core/weights/manifest.h"

namespace chexgen::weights {

struct RandomModelRequest {
  TransformerArchitecture transformer;
  TextEncoderArchitecture textEncoder;  // its width becomes the transformer's captionWidth
  VaeArchitecture vae;
  std::vector<std::pair<std::string, ControlArchitecture>> controls;  // kind and size
  std::uint64_t seed = 0;
  StoredType type = StoredType::bf16;  // keep means fp32
  std::filesystem::path tokenizer;     // a SentencePiece file
  std::filesystem::path out;
  std::string name = "random";
};

// Writes the folder; the same request gives the same bytes on every machine with the same C library. No layer
// is zero, so every part has an effect; the manifest says randomWeights. Fails as `convert` does.
[[nodiscard]] base::Result<Manifest> createRandomModel(
    const RandomModelRequest& request, const std::function<void(const ConvertProgress&)>& onProgress = {},
    const base::CancelToken& cancel = {});

// A text encoder that runs in a moment: T5's vocabulary, two layers of width 64.
[[nodiscard]] TextEncoderArchitecture smallTextEncoder();
// A VAE that runs in a moment, with the downscaling and the latent of the real one.
[[nodiscard]] VaeArchitecture smallVae();

}  // namespace chexgen::weights
