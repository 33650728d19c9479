// A network's sizes from its tensors, and from the config.json beside them where tensors cannot tell.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/architecture.h"
#include "core/weights/key_maps.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

// What the user states because no file does; each wins over configuration files.
struct TransformerHints {
  std::optional<std::int64_t> heads;
  std::optional<std::int64_t> inputSize;  // latent side; only for checkpoints without pos_embed
  std::optional<double> positionScale;
};

// The config.json for weights at `path` (a file or its folder), when there is one and it describes this kind
// of network; else null. formatInvalid when it is damaged.
[[nodiscard]] base::Result<base::Json> configBeside(const std::filesystem::path& path, NetworkKind kind);

// Each takes a config in the form of diffusers, transformers or the authors' release, or null. Also read: the
// architecture that this program writes into the metadata of its own files. Numbers that contradict the
// tensors are architectureMismatch; what stays unknown is architectureMismatch and says which option to give;
// a configuration that asks for another kind of layer is formatUnsupported.
[[nodiscard]] base::Result<TransformerArchitecture> inferTransformer(const TensorStore& store,
                                                                     const base::Json& config,
                                                                     const TransformerHints& hints = {});
[[nodiscard]] base::Result<ControlArchitecture> inferControl(const TensorStore& store);
[[nodiscard]] base::Result<TextEncoderArchitecture> inferTextEncoder(const TensorStore& store,
                                                                     const base::Json& config);
[[nodiscard]] base::Result<VaeArchitecture> inferVae(const TensorStore& store, const base::Json& config);

// The key in a safetensors file's metadata under which the architecture stands as JSON text.
// Likewise in a VAE's file: its PreviewMap as JSON {"weights", "bias"}.
inline constexpr const char* previewMetadataKey = "chexgen.preview";
inline constexpr const char* architectureMetadataKey = "chexgen.architecture";

}  // namespace chexgen::weights
