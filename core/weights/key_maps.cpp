#include "core/weights/key_maps.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "core/weights/number_formats.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::string_view basePrefix = "base_model.";
constexpr std::string_view controlPrefix = "controlnet.";

using Recipe = std::vector<std::string>;  // source keys, concatenated along dimension 0

// ---- diffusers' PixArtTransformer2DModel ----

struct Rename {
  std::string_view own;
  std::array<std::string_view, 3> sources;  // unused ones are empty
};

// Names outside the blocks, without ".weight" and ".bias" where they end in one.
constexpr std::array<Rename, 8> pixartModules{{
    {"x_embedder.proj", {"pos_embed.proj"}},
    {"t_embedder.mlp.0", {"adaln_single.emb.timestep_embedder.linear_1"}},
    {"t_embedder.mlp.2", {"adaln_single.emb.timestep_embedder.linear_2"}},
    {"t_block.1", {"adaln_single.linear"}},
    {"y_embedder.y_proj.fc1", {"caption_projection.linear_1"}},
    {"y_embedder.y_proj.fc2", {"caption_projection.linear_2"}},
    {"final_layer.linear", {"proj_out"}},
    {"final_layer.shift_scale_table", {"scale_shift_table"}},
}};
// Names inside a block.
constexpr std::array<Rename, 8> pixartBlockModules{{
    {"shift_scale_gate_table", {"scale_shift_table"}},
    {"attn.qkv", {"attn1.to_q", "attn1.to_k", "attn1.to_v"}},
    {"attn.proj", {"attn1.to_out.0"}},
    {"cross_attn.q_linear", {"attn2.to_q"}},
    {"cross_attn.kv_linear", {"attn2.to_k", "attn2.to_v"}},
    {"cross_attn.proj", {"attn2.to_out.0"}},
    {"mlp.fc1", {"ff.net.0.proj"}},
    {"mlp.fc2", {"ff.net.2"}},
}};

// Splits "a.b.weight" into "a.b" and ".weight"; other names have no ending.
std::pair<std::string_view, std::string_view> splitEnding(std::string_view key) {
  for (const std::string_view ending : {".weight", ".bias"}) {
    if (key.ends_with(ending)) return {key.substr(0, key.size() - ending.size()), ending};
  }
  return {key, {}};
}

Recipe renamed(std::span<const Rename> table, std::string_view key, const std::string& prefix) {
  const auto [module, ending] = splitEnding(key);
  Recipe recipe;
  for (const Rename& rename : table) {
    if (rename.own != module) continue;
    for (const std::string_view source : rename.sources) {
      if (!source.empty()) recipe.push_back(prefix + std::string(source) + std::string(ending));
    }
  }
  return recipe;
}

Recipe pixartRecipe(std::string_view key) {
  constexpr std::string_view block = "blocks.";
  if (key == "pos_embed") return {"pos_embed.pos_embed"};
  if (key == "y_embedder.y_embedding") return {"caption_projection.y_embedding"};
  if (!key.starts_with(block)) return renamed(pixartModules, key, "");
  const std::size_t dot = key.find('.', block.size());
  const std::string prefix =
      "transformer_blocks." + std::string(key.substr(block.size(), dot - block.size())) + ".";
  return renamed(pixartBlockModules, key.substr(dot + 1), prefix);
}

// ---- autoencoder: attention names before diffusers 0.17 ----

Recipe legacyAttentionRecipe(const std::string& key) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> names{
      {{".to_q.", ".query."}, {".to_k.", ".key."}, {".to_v.", ".value."}, {".to_out.0.", ".proj_attn."}}};
  for (const auto& [current, legacy] : names) {
    const std::size_t at = key.find(current);
    if (at != std::string::npos) return {std::string(key).replace(at, current.size(), legacy)};
  }
  return {key};
}

// ---- all together ----

Recipe recipeFor(const std::string& key, NetworkKind kind, Naming naming, const TensorStore& store) {
  switch (naming) {
    case Naming::diffusers: return pixartRecipe(key);
    case Naming::legacyAttention: return legacyAttentionRecipe(key);
    case Naming::withBase: return {kind == NetworkKind::transformer ? std::string(basePrefix) + key : key};
    case Naming::own: break;
  }
  if (kind == NetworkKind::textEncoder && key == "shared.weight" && !store.tensors.contains(key)) {
    return {"encoder.embed_tokens.weight"};
  }
  return {key};
}

bool mayBeAbsent(const std::string& key, Naming naming, const TensorStore& store) {
  constexpr std::string_view nullCaption = "y_embedder.y_embedding";
  if (key == "pos_embed") return true;
  if (key != nullCaption) return false;
  if (naming == Naming::diffusers) return true;
  const auto noted = store.metadata.find(absentMetadataKey);
  return noted != store.metadata.end() && noted->is_string() &&
         noted->get_ref<const std::string&>().find(nullCaption) != std::string::npos;
}

// Tensors that belong to another part of the same file, or that carry nothing of their own.
bool isPassedOver(const std::string& key, NetworkKind kind, Naming naming) {
  const std::string_view text = key;
  switch (kind) {
    case NetworkKind::transformer: return naming == Naming::withBase && text.starts_with(controlPrefix);
    case NetworkKind::control: return text.starts_with(basePrefix);
    case NetworkKind::textEncoder:
      return text.starts_with("decoder.") || text.starts_with("lm_head.") ||
             text == "encoder.embed_tokens.weight";
    case NetworkKind::vae: return false;
  }
  return false;
}

class Resolver {
 public:
  Resolver(const TensorStore& store, NetworkKind kind)
      : store_(store), kind_(kind), naming_(namingOf(store, kind)) {}

  Result<MappedTensors> resolve(std::span<const ExpectedTensor> expected) {
    if (!holds(store_, kind_)) return wrongNetwork();
    for (const ExpectedTensor& tensor : expected) CHEXGEN_TRY(add(tensor));
    for (const auto& [key, view] : store_.tensors) {
      if (used_.contains(key) || isPassedOver(key, kind_, naming_)) continue;
      return fail(ErrorCode::keyUnexpected,
                  "The " + std::string(name(kind_)) + " does not know the tensor \"" + key + "\" of shape " +
                      shapeText(view.shape) + ".",
                  store_.source, "", "The architecture may be another one than was asked for.");
    }
    return std::move(mapped_);
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> wrongNetwork() const {
    std::string message = "This file does not hold a " + std::string(name(kind_));
    for (const NetworkKind other :
         {NetworkKind::transformer, NetworkKind::control, NetworkKind::textEncoder, NetworkKind::vae}) {
      if (other != kind_ && holds(store_, other)) message += ", but a " + std::string(name(other));
    }
    return fail(ErrorCode::architectureMismatch, message + ".", store_.source);
  }

  Result<void> add(const ExpectedTensor& expected) {
    const Recipe recipe = recipeFor(expected.key, kind_, naming_, store_);
    MappedTensor mapped{expected.shape, {}};
    for (const std::string& source : recipe) {
      const auto found = store_.tensors.find(source);
      if (found == store_.tensors.end()) {
        if (mapped.parts.empty() && mayBeAbsent(expected.key, naming_, store_)) {
          mapped_.absent.push_back(expected.key);
          return {};
        }
        return missing(expected, source);
      }
      used_.insert(source);
      mapped.parts.push_back(found->second);
    }
    if (mapped.parts.empty()) return missing(expected, expected.key);
    CHEXGEN_TRY(fit(expected, recipe, mapped));
    mapped_.tensors.emplace(expected.key, std::move(mapped));
    return {};
  }

  [[nodiscard]] tl::unexpected<base::Error> missing(const ExpectedTensor& expected,
                                                    const std::string& source) const {
    std::string message = "The " + std::string(name(kind_)) + " needs the tensor \"" + expected.key +
                          "\" of shape " + shapeText(expected.shape);
    message += source == expected.key ? ", which is missing." : "; its source \"" + source + "\" is missing.";
    return fail(ErrorCode::keyMissing, message, store_.source, "",
                "The file may be incomplete, or of another architecture.");
  }

  Result<void> fit(const ExpectedTensor& expected, const Recipe& recipe, MappedTensor& mapped) const {
    for (const TensorView& part : mapped.parts) {
      if (!isFloating(part.type)) {
        return fail(ErrorCode::formatUnsupported,
                    "The tensor \"" + recipe.front() + "\" is of type " +
                        std::string(weights::name(part.type)) + "; weights are floating-point numbers.",
                    store_.source);
      }
      if (part.type != mapped.type()) {
        return fail(ErrorCode::shapeMismatch, "The parts of \"" + expected.key + "\" have different types.",
                    store_.source);
      }
    }
    std::vector<std::int64_t> shape = mapped.parts.front().shape;
    if (mapped.parts.size() > 1) shape = concatenated(mapped.parts);
    // An attention weight may be stored as a 1 × 1 convolution: the same numbers in the same order.
    const bool asConvolution = kind_ == NetworkKind::vae && mapped.parts.size() == 1 && shape.size() == 4 &&
                               shape[2] == 1 && shape[3] == 1 &&
                               expected.shape == std::vector{shape[0], shape[1]};
    if (asConvolution) {
      mapped.parts.front().shape = expected.shape;
      return {};
    }
    if (shape == expected.shape) return {};
    std::string message = "The tensor \"" + recipe.front() + "\"";
    if (mapped.parts.size() > 1)
      message += " with its " + std::to_string(mapped.parts.size() - 1) + " companions";
    message += " has shape " + shapeText(shape) + "; the " + std::string(name(kind_)) + " needs " +
               shapeText(expected.shape);
    if (recipe.front() != expected.key) message += " for \"" + expected.key + "\"";
    return fail(ErrorCode::shapeMismatch, message + ".", store_.source, "",
                "The architecture may be another one than was asked for.");
  }

  // The shape after concatenation along dimension 0; empty (which fits nothing) when the rest differs.
  static std::vector<std::int64_t> concatenated(const std::vector<TensorView>& parts) {
    std::vector<std::int64_t> shape = parts.front().shape;
    if (shape.empty()) return {};
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const auto& other = parts[i].shape;
      if (other.size() != shape.size() || !std::equal(other.begin() + 1, other.end(), shape.begin() + 1))
        return {};
      if (__builtin_add_overflow(shape.front(), other.front(), &shape.front())) return {};
    }
    return shape;
  }

  const TensorStore& store_;
  NetworkKind kind_;
  Naming naming_;
  std::set<std::string> used_;
  MappedTensors mapped_;
};

}  // namespace

std::string absentText(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : " ") + key;
  return text;
}

std::string_view name(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::transformer: return "diffusion transformer";
    case NetworkKind::control: return "control branch";
    case NetworkKind::textEncoder: return "text encoder";
    case NetworkKind::vae: return "VAE";
  }
  return "";
}

Naming namingOf(const TensorStore& store, NetworkKind kind) {
  const auto has = [&](const char* key) { return store.tensors.contains(key); };
  switch (kind) {
    case NetworkKind::transformer:
      if (has("base_model.x_embedder.proj.weight")) return Naming::withBase;
      return has("adaln_single.linear.weight") ? Naming::diffusers : Naming::own;
    case NetworkKind::vae:
      return has("encoder.mid_block.attentions.0.query.weight") ||
                     has("decoder.mid_block.attentions.0.query.weight")
                 ? Naming::legacyAttention
                 : Naming::own;
    case NetworkKind::control:
      return has("base_model.x_embedder.proj.weight") ? Naming::withBase : Naming::own;
    case NetworkKind::textEncoder: break;
  }
  return Naming::own;
}

bool holds(const TensorStore& store, NetworkKind kind) {
  const auto has = [&](const char* key) { return store.tensors.contains(key); };
  switch (kind) {
    case NetworkKind::transformer:
      return has("x_embedder.proj.weight") || has("base_model.x_embedder.proj.weight") ||
             has("adaln_single.linear.weight");
    case NetworkKind::control: return has("controlnet.0.before_proj.weight");
    case NetworkKind::textEncoder: return has("encoder.block.0.layer.0.SelfAttention.q.weight");
    case NetworkKind::vae: return has("decoder.conv_in.weight") || has("encoder.conv_in.weight");
  }
  return false;
}

Result<MappedTensors> resolve(const TensorStore& store, std::span<const ExpectedTensor> expected,
                              NetworkKind kind) {
  return Resolver(store, kind).resolve(expected);
}

}  // namespace chexgen::weights
