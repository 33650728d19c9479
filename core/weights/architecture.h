// The sizes of every network, and from them the exact list of weights: one table that the readers check files
// against and the engine builds from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::weights {

// T5 v1.1 encoder. The defaults are T5-v1.1-XXL.
struct TextEncoderArchitecture {
  std::int64_t vocabulary = 32128;
  std::int64_t width = 4096;  // d_model
  std::int64_t layers = 24;
  std::int64_t heads = 64;
  std::int64_t headWidth = 64;       // d_kv
  std::int64_t feedForward = 10240;  // d_ff, gated GELU
  std::int64_t buckets = 32;         // relative-position buckets
  std::int64_t maximumDistance = 128;
  double normEpsilon = 1e-6;

  friend bool operator==(const TextEncoderArchitecture&, const TextEncoderArchitecture&) = default;
};

// KL autoencoder in the Stable Diffusion layout. The defaults are sd-vae-ft-ema.
struct VaeArchitecture {
  std::int64_t imageChannels = 3;
  std::int64_t latentChannels = 4;
  std::vector<std::int64_t> blockChannels = {128, 256, 512, 512};
  std::int64_t layersPerBlock = 2;
  std::int64_t normGroups = 32;
  bool midAttention = true;
  bool quantConvolution = true;      // quant_conv
  bool postQuantConvolution = true;  // post_quant_conv
  double scalingFactor = 0.18215;

  // How many image pixels one latent pixel spans along an axis.
  [[nodiscard]] std::int64_t downscale() const { return std::int64_t{1} << (blockChannels.size() - 1); }

  friend bool operator==(const VaeArchitecture&, const VaeArchitecture&) = default;
};

// Diffusion transformer with adaLN-single. The defaults are DiT-XL/2 at 512 pixels.
struct TransformerArchitecture {
  std::int64_t inputSize = 64;  // side of the latent that it was trained on
  std::int64_t patch = 2;
  std::int64_t channels = 4;  // latent channels; the output has twice as many (epsilon, then v)
  std::int64_t width = 1152;
  std::int64_t depth = 28;
  std::int64_t heads = 16;
  std::int64_t mlpRatio = 4;
  std::int64_t captionWidth = 4096;  // width of the text encoder
  std::int64_t tokens = 120;
  double positionScale = 2.0;  // pos_embed_scale

  friend bool operator==(const TransformerArchitecture&, const TransformerArchitecture&) = default;
};

// The named family of the release: "XL/2" … "S/8" (XL, L, B, S with patch 2, 4 or 8), at an image size in
// pixels. argumentInvalid for another name, or a size that is not a multiple of 8 · patch.
[[nodiscard]] base::Result<TransformerArchitecture> transformerByName(const std::string& name,
                                                                      std::int64_t imageSize);

// The heads of the family member with this width, if there is one: a checkpoint's tensors do not tell them.
[[nodiscard]] std::optional<std::int64_t> familyHeads(std::int64_t width);
// "XL/2" and so on for a member of the family, else empty.
[[nodiscard]] std::string familyName(const TransformerArchitecture& architecture);
// pos_embed_scale of the released model with this latent side: 2.0 at 64 (512 pixels), else 1.0.
[[nodiscard]] double defaultPositionScale(std::int64_t inputSize);

struct ControlArchitecture {
  std::int64_t copiedBlocks = 13;

  friend bool operator==(const ControlArchitecture&, const ControlArchitecture&) = default;
};

// One weight of a network under the project's own key (the authors' names for the transformer and the control
// branch, Hugging Face transformers' for T5, diffusers' current names for the VAE).
struct ExpectedTensor {
  std::string key;
  std::vector<std::int64_t> shape;
};

[[nodiscard]] std::vector<ExpectedTensor> expectedTensors(const TextEncoderArchitecture& architecture);
[[nodiscard]] std::vector<ExpectedTensor> expectedTensors(const VaeArchitecture& architecture);
[[nodiscard]] std::vector<ExpectedTensor> expectedTensors(const TransformerArchitecture& architecture);
// The control branch alone: the keys that start with "controlnet.", without the base model's.
[[nodiscard]] std::vector<ExpectedTensor> expectedTensors(const ControlArchitecture& control,
                                                          const TransformerArchitecture& base);

// As they stand in model.json.
[[nodiscard]] base::Json toJson(const TextEncoderArchitecture& architecture);
[[nodiscard]] base::Json toJson(const VaeArchitecture& architecture);
[[nodiscard]] base::Json toJson(const TransformerArchitecture& architecture);
[[nodiscard]] base::Json toJson(const ControlArchitecture& architecture);
[[nodiscard]] base::Result<TextEncoderArchitecture> textEncoderFromJson(const base::Json& value);
[[nodiscard]] base::Result<VaeArchitecture> vaeFromJson(const base::Json& value);
[[nodiscard]] base::Result<TransformerArchitecture> transformerFromJson(const base::Json& value);
[[nodiscard]] base::Result<ControlArchitecture> controlFromJson(const base::Json& value);

}  // namespace chexgen::weights
