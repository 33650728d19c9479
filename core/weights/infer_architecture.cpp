#include "core/weights/infer_architecture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "core/weights/number_formats.h"
#include "core/weights/position_table.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

namespace {

using Shape = std::vector<std::int64_t>;

// More repeated parts than any network has; bounds the search for them.
constexpr std::int64_t mostParts = 4096;

// Looks up shapes with one error form for all networks.
class Shapes {
 public:
  Shapes(const TensorStore& store, NetworkKind kind) : store_(store), kind_(kind) {}

  // The shape of `key`, which must have this many dimensions, none of them zero.
  Result<Shape> of(const std::string& key, std::size_t dimensions) const {
    const auto found = store_.tensors.find(key);
    if (found == store_.tensors.end()) {
      return fail(ErrorCode::keyMissing,
                  "The " + std::string(name(kind_)) + " needs the tensor \"" + key + "\", which is missing.",
                  store_.source);
    }
    const Shape& shape = found->second.shape;
    if (shape.size() != dimensions || std::find(shape.begin(), shape.end(), 0) != shape.end()) {
      return fail(ErrorCode::shapeMismatch,
                  "The tensor \"" + key + "\" has shape " + shapeText(shape) + "; " +
                      std::to_string(dimensions) + " dimensions are needed.",
                  store_.source);
    }
    return shape;
  }
  [[nodiscard]] bool has(const std::string& key) const { return store_.tensors.contains(key); }
  // How many of before + "0" + after, before + "1" + after, … are there.
  [[nodiscard]] std::int64_t count(const std::string& before, const std::string& after) const {
    std::int64_t n = 0;
    while (n < mostParts && has(before + std::to_string(n) + after)) ++n;
    return n;
  }
  [[nodiscard]] tl::unexpected<base::Error> mismatch(const std::string& message,
                                                     const std::string& next = {}) const {
    return fail(ErrorCode::architectureMismatch, message, store_.source, "", next);
  }
  [[nodiscard]] tl::unexpected<base::Error> unsupported(const std::string& message) const {
    return fail(ErrorCode::formatUnsupported, message, store_.source);
  }

 private:
  const TensorStore& store_;
  NetworkKind kind_;
};

// The first of these entries that is there and not null.
template <class T>
Result<std::optional<T>> numberIn(const Json& config, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (!config.is_object() || !config.contains(key) || config.at(std::string(key)).is_null()) continue;
    CHEXGEN_ASSIGN(T value, base::jsonValue<T>(config, key));
    return std::optional<T>(value);
  }
  return std::optional<T>();
}

std::string textIn(const Json& config, const char* key) {
  return config.is_object() && config.contains(key) && config[key].is_string()
             ? config[key].get<std::string>()
             : "";
}

// The architecture that this program wrote into its own file, or null.
Result<Json> ownArchitecture(const TensorStore& store) {
  const std::string text = textIn(store.metadata, architectureMetadataKey);
  if (text.empty()) return Json();
  return base::parseJson(text, store.source, {1U << 20U, 8});
}

// ---- transformer ----

struct TransformerNames {
  std::string patchWeight, blockBefore, blockAfter, captionWeight, nullCaption, mlpWeight, positions;
};

TransformerNames transformerNames(Naming naming) {
  if (naming == Naming::diffusers) {
    return {"pos_embed.proj.weight",
            "transformer_blocks.",
            ".scale_shift_table",
            "caption_projection.linear_1.weight",
            "caption_projection.y_embedding",
            "transformer_blocks.0.ff.net.0.proj.weight",
            "pos_embed.pos_embed"};
  }
  const std::string prefix = naming == Naming::withBase ? "base_model." : "";
  return {prefix + "x_embedder.proj.weight",
          prefix + "blocks.",
          ".shift_scale_gate_table",
          prefix + "y_embedder.y_proj.fc1.weight",
          prefix + "y_embedder.y_embedding",
          prefix + "blocks.0.mlp.fc1.weight",
          prefix + "pos_embed"};
}

Result<void> refuseOtherTransformers(const Shapes& shapes, const Json& config) {
  if (!config.is_object()) return {};
  const auto refuse = [&](const std::string& key) {
    return shapes.unsupported("The configuration's \"" + key + "\" asks for another kind of transformer.");
  };
  const std::array<std::pair<const char*, std::string_view>, 2> needed{
      {{"norm_type", "ada_norm_single"}, {"activation_fn", "gelu-approximate"}}};
  for (const auto& [key, value] : needed) {
    const std::string text = textIn(config, key);
    if (!text.empty() && text != value) return refuse(key);
  }
  if (config.contains("use_additional_conditions") && config["use_additional_conditions"] == true) {
    return refuse("use_additional_conditions");
  }
  return {};
}

Result<void> inferHeads(const Shapes& shapes, const Json& config, const TransformerHints& hints,
                        TransformerArchitecture& a) {
  CHEXGEN_ASSIGN(const auto configured, numberIn<std::int64_t>(config, {"num_attention_heads", "num_heads"}));
  const auto heads = hints.heads ? hints.heads : configured ? configured : familyHeads(a.width);
  if (!heads) {
    return shapes.mismatch("The number of attention heads of a transformer of width " +
                               std::to_string(a.width) + " cannot be read from its weights.",
                           "State it with --heads, or put a config.json beside the weights.");
  }
  if (*heads < 1 || a.width % *heads != 0) {
    return shapes.mismatch(std::to_string(*heads) + " attention heads do not divide the width " +
                           std::to_string(a.width) + ".");
  }
  a.heads = *heads;
  return {};
}

Result<void> inferInputSize(const Shapes& shapes, const TransformerNames& names, const Json& config,
                            const TransformerHints& hints, TransformerArchitecture& a) {
  if (shapes.has(names.positions)) {
    CHEXGEN_ASSIGN(const Shape table, shapes.of(names.positions, 3));
    const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(table[1]))));
    if (side > mostParts || side * side != table[1]) {
      return shapes.mismatch("The position table's " + std::to_string(table[1]) +
                             " tokens do not form a square.");
    }
    a.inputSize = side * a.patch;
    return {};
  }
  CHEXGEN_ASSIGN(const auto configured, numberIn<std::int64_t>(config, {"sample_size", "input_size"}));
  const auto size = hints.inputSize ? hints.inputSize : configured;
  if (!size) {
    return shapes.mismatch("The image size cannot be read from weights without pos_embed.",
                           "State it with --size, or put a config.json beside the weights.");
  }
  if (*size < 1 || *size % a.patch != 0) {
    return shapes.mismatch("The latent side " + std::to_string(*size) + " is not a multiple of the patch " +
                           std::to_string(a.patch) + ".");
  }
  a.inputSize = *size;
  return {};
}

// The scale that the stored table has, if it is a sin-cos table.
std::optional<double> storedScale(const TensorStore& store, const std::string& key,
                                  const TransformerArchitecture& a) {
  const auto found = store.tensors.find(key);
  if (found == store.tensors.end() || !isFloating(found->second.type)) return std::nullopt;
  const TensorView& table = found->second;
  const auto bytes = bytesOfShape(table.shape, table.type);
  if (!bytes || *bytes != table.data.size()) return std::nullopt;  // a key list without data
  const bool isCoarse = bytesOf(table.type) == 2;
  const float tolerance = isCoarse ? 0.01F : 1e-4F;
  return positionScaleOf(toFloats(table.data, table.type), a, tolerance);
}

Result<void> inferPositionScale(const TensorStore& store, const Shapes& shapes, const TransformerNames& names,
                                const Json& config, const TransformerHints& hints,
                                TransformerArchitecture& a) {
  CHEXGEN_ASSIGN(auto configured, numberIn<double>(config, {"interpolation_scale", "pos_embed_scale"}));
  const bool isDiffusers = textIn(config, "_class_name").starts_with("PixArt");
  if (!configured && isDiffusers) {
    // diffusers: interpolation_scale null means sample_size // 64, at least 1.
    configured = static_cast<double>(std::max<std::int64_t>(a.inputSize / 64, 1));
  }
  const auto stated = hints.positionScale ? hints.positionScale : configured;
  if (stated && !(*stated > 0)) return shapes.mismatch("The position scale must be positive.");
  const auto stored = storedScale(store, names.positions, a);
  if (stated && stored && std::abs(*stated - *stored) > 1e-3) {
    return shapes.mismatch("The stored pos_embed was made with the position scale " +
                           std::to_string(*stored) + ", not with " + std::to_string(*stated) + ".");
  }
  a.positionScale = stored ? *stored : stated ? *stated : defaultPositionScale(a.inputSize);
  return {};
}

Result<void> checkAgainst(const Shapes& shapes, const Json& config,
                          std::initializer_list<std::string_view> keys, std::int64_t fromTensors) {
  CHEXGEN_ASSIGN(const auto configured, numberIn<std::int64_t>(config, keys));
  if (configured && *configured != fromTensors) {
    return shapes.mismatch("The configuration's \"" + std::string(*keys.begin()) + "\" is " +
                           std::to_string(*configured) + ", but the weights have " +
                           std::to_string(fromTensors) + ".");
  }
  return {};
}

}  // namespace

Result<TransformerArchitecture> inferTransformer(const TensorStore& store, const Json& givenConfig,
                                                 const TransformerHints& hints) {
  const Shapes shapes(store, NetworkKind::transformer);
  const auto names = transformerNames(namingOf(store, NetworkKind::transformer));
  CHEXGEN_TRY(refuseOtherTransformers(shapes, givenConfig));
  CHEXGEN_ASSIGN(const Json own, ownArchitecture(store));
  Json config = givenConfig;
  if (own.is_object()) {
    CHEXGEN_ASSIGN(const auto known, transformerFromJson(own));
    config = {{"num_heads", known.heads},
              {"input_size", known.inputSize},
              {"pos_embed_scale", known.positionScale}};
  }
  TransformerArchitecture a;
  CHEXGEN_ASSIGN(const Shape patch, shapes.of(names.patchWeight, 4));
  a.width = patch[0];
  a.channels = patch[1];
  a.patch = patch[2];
  a.depth = shapes.count(names.blockBefore, names.blockAfter);
  if (a.depth == 0) return shapes.mismatch("The transformer has no blocks.");
  CHEXGEN_ASSIGN(const Shape caption, shapes.of(names.captionWeight, 2));
  a.captionWidth = caption[1];
  CHEXGEN_ASSIGN(const Shape mlp, shapes.of(names.mlpWeight, 2));
  a.mlpRatio = mlp[0] / a.width;
  if (shapes.has(names.nullCaption)) {
    CHEXGEN_ASSIGN(const Shape nullCaption, shapes.of(names.nullCaption, 2));
    a.tokens = nullCaption[0];
  }
  CHEXGEN_TRY(checkAgainst(shapes, config, {"num_layers", "depth"}, a.depth));
  CHEXGEN_TRY(checkAgainst(shapes, config, {"patch_size"}, a.patch));
  CHEXGEN_TRY(inferHeads(shapes, config, hints, a));
  CHEXGEN_TRY(inferInputSize(shapes, names, config, hints, a));
  CHEXGEN_TRY(inferPositionScale(store, shapes, names, config, hints, a));
  // One place knows which numbers form a transformer.
  return transformerFromJson(toJson(a)).map_error([&](base::Error error) {
    error.file = store.source;
    return error;
  });
}

Result<ControlArchitecture> inferControl(const TensorStore& store) {
  const Shapes shapes(store, NetworkKind::control);
  ControlArchitecture a;
  a.copiedBlocks = shapes.count("controlnet.", ".after_proj.weight");
  if (a.copiedBlocks == 0) return shapes.mismatch("This file does not hold a control branch.");
  return a;
}

Result<TextEncoderArchitecture> inferTextEncoder(const TensorStore& store, const Json& config) {
  const Shapes shapes(store, NetworkKind::textEncoder);
  const std::string projection = textIn(config, "feed_forward_proj");
  if (!projection.empty() && projection != "gated-gelu") {
    return shapes.unsupported("The text encoder's \"feed_forward_proj\" is \"" + projection +
                              "\"; T5 v1.1 has \"gated-gelu\".");
  }
  TextEncoderArchitecture a;
  const std::string embedding = shapes.has("shared.weight") ? "shared.weight" : "encoder.embed_tokens.weight";
  CHEXGEN_ASSIGN(const Shape vocabulary, shapes.of(embedding, 2));
  a.vocabulary = vocabulary[0];
  a.width = vocabulary[1];
  a.layers = shapes.count("encoder.block.", ".layer.0.SelfAttention.q.weight");
  const std::string block = "encoder.block.0.layer.";
  CHEXGEN_ASSIGN(const Shape bias, shapes.of(block + "0.SelfAttention.relative_attention_bias.weight", 2));
  a.buckets = bias[0];
  a.heads = bias[1];
  CHEXGEN_ASSIGN(const Shape query, shapes.of(block + "0.SelfAttention.q.weight", 2));
  if (query[0] % a.heads != 0)
    return shapes.mismatch("The text encoder's heads do not divide its attention width.");
  a.headWidth = query[0] / a.heads;
  CHEXGEN_ASSIGN(const Shape gate, shapes.of(block + "1.DenseReluDense.wi_0.weight", 2));
  a.feedForward = gate[0];
  CHEXGEN_ASSIGN(const Json own, ownArchitecture(store));
  const Json& known = own.is_object() ? own : config;
  CHEXGEN_ASSIGN(const auto distance,
                 numberIn<std::int64_t>(known, {"relative_attention_max_distance", "maximumDistance"}));
  CHEXGEN_ASSIGN(const auto epsilon, numberIn<double>(known, {"layer_norm_epsilon", "normEpsilon"}));
  a.maximumDistance = distance.value_or(a.maximumDistance);
  a.normEpsilon = epsilon.value_or(a.normEpsilon);
  CHEXGEN_TRY(checkAgainst(shapes, known, {"num_layers", "layers"}, a.layers));
  return textEncoderFromJson(toJson(a)).map_error([&](base::Error error) {
    error.file = store.source;
    return error;
  });
}

namespace {

Result<void> refuseOtherVaes(const Shapes& shapes, const Json& config) {
  if (!config.is_object()) return {};
  const std::string activation = textIn(config, "act_fn");
  if (!activation.empty() && activation != "silu")
    return shapes.unsupported("The VAE's \"act_fn\" is not \"silu\".");
  for (const char* key : {"shift_factor", "latents_mean"}) {
    if (config.contains(key) && !config[key].is_null()) {
      return shapes.unsupported(std::string("The VAE's \"") + key +
                                "\" is set; this program's VAE has none.");
    }
  }
  for (const char* key : {"down_block_types", "up_block_types"}) {
    if (!config.contains(key) || !config[key].is_array()) continue;
    for (const Json& type : config[key]) {
      if (type != "DownEncoderBlock2D" && type != "UpDecoderBlock2D") {
        return shapes.unsupported(std::string("The VAE's \"") + key + "\" names another kind of block.");
      }
    }
  }
  return {};
}

}  // namespace

Result<VaeArchitecture> inferVae(const TensorStore& store, const Json& config) {
  const Shapes shapes(store, NetworkKind::vae);
  CHEXGEN_TRY(refuseOtherVaes(shapes, config));
  VaeArchitecture a;
  CHEXGEN_ASSIGN(const Shape first, shapes.of("encoder.conv_in.weight", 4));
  a.imageChannels = first[1];
  CHEXGEN_ASSIGN(const Shape decoderFirst, shapes.of("decoder.conv_in.weight", 4));
  a.latentChannels = decoderFirst[1];
  const std::int64_t levels = shapes.count("encoder.down_blocks.", ".resnets.0.conv1.weight");
  a.blockChannels.clear();
  for (std::int64_t level = 0; level < levels; ++level) {
    CHEXGEN_ASSIGN(const Shape block,
                   shapes.of("encoder.down_blocks." + std::to_string(level) + ".resnets.0.conv1.weight", 4));
    a.blockChannels.push_back(block[0]);
  }
  a.layersPerBlock = shapes.count("encoder.down_blocks.0.resnets.", ".conv1.weight");
  a.midAttention = shapes.has("encoder.mid_block.attentions.0.group_norm.weight");
  a.quantConvolution = shapes.has("quant_conv.weight");
  a.postQuantConvolution = shapes.has("post_quant_conv.weight");
  CHEXGEN_ASSIGN(const Json own, ownArchitecture(store));
  const Json& known = own.is_object() ? own : config;
  CHEXGEN_ASSIGN(const auto groups, numberIn<std::int64_t>(known, {"norm_num_groups", "normGroups"}));
  CHEXGEN_ASSIGN(const auto scaling, numberIn<double>(known, {"scaling_factor", "scalingFactor"}));
  a.normGroups = groups.value_or(a.normGroups);
  a.scalingFactor = scaling.value_or(a.scalingFactor);
  return vaeFromJson(toJson(a)).map_error([&](base::Error error) {
    error.file = store.source;
    error.next = "A VAE with other groups than 32 needs its config.json beside the weights.";
    return error;
  });
}

Result<Json> configBeside(const fs::path& path, NetworkKind kind) {
  std::error_code error;
  const fs::path folder = fs::is_directory(path, error) ? path : path.parent_path();
  const fs::path file = folder / "config.json";
  if (!fs::is_regular_file(file, error)) return Json();
  CHEXGEN_ASSIGN(Json config, base::readJsonFile(file, {1U << 20U, 16}));
  const std::string className = textIn(config, "_class_name");
  const std::string modelType = textIn(config, "model_type");
  bool describes = className.empty() && modelType.empty();
  switch (kind) {
    case NetworkKind::transformer: describes |= className.find("Transformer2D") != std::string::npos; break;
    case NetworkKind::vae: describes |= className == "AutoencoderKL"; break;
    case NetworkKind::textEncoder: describes |= modelType == "t5"; break;
    case NetworkKind::control: break;
  }
  return describes ? config : Json();
}

}  // namespace chexgen::weights
