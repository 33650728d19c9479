// From the names that weights have in the wild to the project's own keys, with their shapes checked.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/weights/architecture.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

[[nodiscard]] std::string_view name(NetworkKind kind);  // "transformer", "control branch", …

// The naming that a checkpoint uses, recognised by its keys.
enum class Naming {
  own,              // the authors' names; transformers' for T5; diffusers' current names for the VAE
  withBase,         // an authors' control checkpoint: own names, the base model's under "base_model."
  diffusers,        // transformer: PixArtTransformer2DModel
  legacyAttention,  // VAE: query, key, value, proj_attn
};
[[nodiscard]] Naming namingOf(const TensorStore& store, NetworkKind kind);

// One own key: its tensors in the file, to be concatenated along dimension 0 (usually just one). `shape` is
// that of the own key; where it has the same elements as the file's in another arrangement ([C, C, 1, 1] for
// [C, C]), the part already carries the own shape.
struct MappedTensor {
  std::vector<std::int64_t> shape;
  std::vector<TensorView> parts;

  [[nodiscard]] DataType type() const { return parts.front().type; }
};

struct MappedTensors {
  std::map<std::string, MappedTensor> tensors;  // by own key
  // Expected keys that the file may lack and lacks: "pos_embed" (to be computed) and "y_embedder.y_embedding"
  // (the caller uses the text encoder's embedding of an empty prompt).
  std::vector<std::string> absent;
};

// The absent keys as they stand in the metadata of a file that this program wrote: only there may
// "y_embedder.y_embedding" lack under own names.
inline constexpr const char* absentMetadataKey = "chexgen.absent";
[[nodiscard]] std::string absentText(const std::vector<std::string>& keys);

// Finds every expected tensor in the store. Tensors of other parts are passed over (the other half of a
// control checkpoint, T5's decoder, duplicates of shared.weight); anything else that is left is
// keyUnexpected. Otherwise keyMissing or shapeMismatch name key and both shapes; all parts of one key must
// have the same floating type. architectureMismatch when the store plainly holds another network.
[[nodiscard]] base::Result<MappedTensors> resolve(const TensorStore& store,
                                                  std::span<const ExpectedTensor> expected, NetworkKind kind);

// Whether the store holds weights of this kind of network, judged by a key that no other kind has.
[[nodiscard]] bool holds(const TensorStore& store, NetworkKind kind);

}  // namespace chexgen::weights
