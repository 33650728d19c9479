#include "core/weights/convert_sources.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/weights/infer_architecture.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

namespace {

bool isThere(const fs::path& path) {
  std::error_code ignored;
  return !path.empty() && fs::exists(path, ignored);
}

// The last part of the path, whether or not it ends in a slash.
std::string nameFrom(const fs::path& folder) {
  const fs::path clean = folder.lexically_normal();
  return (clean.has_filename() ? clean : clean.parent_path()).filename().string();
}

fs::path tokenizerFile(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  for (const char* name : {"spiece.model", "tokenizer.model"}) {
    if (isThere(path / name)) return path / name;
  }
  return path;
}

class Gatherer {
 public:
  Gatherer(const ConvertRequest& request, const base::CancelToken& cancel)
      : request_(request), cancel_(cancel) {}

  Result<ConvertParts> gather() {
    CHEXGEN_TRY(readPipeline());
    CHEXGEN_TRY(requireAllParts());
    CHEXGEN_TRY(openTransformer());
    for (const ControlSource& control : request_.controls) CHEXGEN_TRY(openControl(control));
    CHEXGEN_TRY(openTextEncoder());
    CHEXGEN_TRY(openVae());
    describe();
    CHEXGEN_TRY(checkManifest(parts_.manifest));
    return std::move(parts_);
  }

 private:
  // ---- where the parts are ----

  Result<void> readPipeline() {
    const fs::path& folder = request_.pipeline;
    if (folder.empty()) return {};
    if (isThere(folder / "model.json")) return readOwnFolder(folder);
    if (!isThere(folder / "model_index.json")) {
      return fail(ErrorCode::formatUnsupported,
                  "This folder is neither a diffusers pipeline nor a model of this program.", folder, "",
                  "It needs model_index.json or model.json; single checkpoints have options of their own.");
    }
    fill(request_.transformer, folder / "transformer");
    fill(request_.vae, folder / "vae");
    fill(request_.textEncoder, folder / "text_encoder");
    fill(request_.tokenizer, folder / "tokenizer");
    return {};
  }

  Result<void> readOwnFolder(const fs::path& folder) {
    CHEXGEN_ASSIGN(known_, readManifest(folder));
    keepsTransformer_ = request_.transformer.empty();
    fill(request_.transformer, folder / known_->transformerFile.path);
    fill(request_.vae, folder / known_->vaeFile.path);
    fill(request_.textEncoder, folder / known_->textEncoderFile.path);
    fill(request_.tokenizer, folder / known_->tokenizerFile.path);
    if (request_.dropControls) return {};
    for (const ManifestControl& control : known_->controls) {
      const auto isNamed = [&](const ControlSource& given) { return given.kind == control.kind; };
      if (std::none_of(request_.controls.begin(), request_.controls.end(), isNamed)) {
        request_.controls.push_back({control.kind, folder / control.file.path});
      }
    }
    return {};
  }

  static void fill(fs::path& target, const fs::path& source) {
    if (target.empty() && isThere(source)) target = source;
  }

  Result<void> requireAllParts() const {
    std::string missing;
    const auto need = [&](bool given, const char* what) {
      if (!given) missing += (missing.empty() ? "" : ", ") + std::string(what);
    };
    need(!request_.transformer.empty() || !request_.controls.empty(), "the transformer");
    need(!request_.textEncoder.empty(), "the text encoder");
    need(!request_.vae.empty(), "the VAE");
    need(!request_.tokenizer.empty(), "the tokenizer (spiece.model)");
    if (missing.empty()) return {};
    return fail(ErrorCode::keyMissing, "A model needs four parts; missing: " + missing + ".",
                request_.pipeline, "Nothing was written.",
                "ChexGen uses the VAE stabilityai/sd-vae-ft-ema and, as text encoder and tokenizer, "
                "DeepFloyd/t5-v1_1-xxl; the transformer is one of the released .pth files.");
  }

  // ---- the networks ----

  // Resolves and keeps one network. `store` may be left behind: the views keep their file mapped.
  Result<void> keep(const TensorStore& store, ConvertPart part) {
    CHEXGEN_ASSIGN(part.tensors, resolve(store, part.expected, part.kind));
    part.source = store.source;
    part.sourceMetadata = store.metadata;
    part.mayBeLinked = part.source.extension() == ".safetensors" && store.isAsStored &&
                       part.tensors.tensors.size() == store.tensors.size() && hasOwnNames(store, part);
    for (const std::string& remark : store.remarks) parts_.remarks.push_back(part.label + ": " + remark);
    parts_.networks.push_back(std::move(part));
    return {};
  }
  static bool hasOwnNames(const TensorStore& store, const ConvertPart& part) {
    return std::all_of(part.tensors.tensors.begin(), part.tensors.tensors.end(), [&](const auto& entry) {
      const auto found = store.tensors.find(entry.first);
      return found != store.tensors.end() && found->second.shape == entry.second.shape;
    });
  }

  Result<TransformerArchitecture> transformerIn(const TensorStore& store, const fs::path& path) const {
    // A model folder states its own sizes; its file need not repeat them.
    if (keepsTransformer_) return known_->transformer;
    CHEXGEN_ASSIGN(const Json config, configBeside(path, NetworkKind::transformer));
    return inferTransformer(store, config, request_.hints);
  }

  Result<void> openTransformer() {
    const bool fromControl = request_.transformer.empty();
    const fs::path& path = fromControl ? request_.controls.front().path : request_.transformer;
    CHEXGEN_ASSIGN(const TensorStore store, openTensors(path, NetworkKind::transformer));
    if (fromControl && !holds(store, NetworkKind::transformer)) {
      return fail(ErrorCode::keyMissing,
                  "The control checkpoint holds no base model, and no transformer is given.", path,
                  "Nothing was written.", "Name the transformer that the control was trained on.");
    }
    Manifest& manifest = parts_.manifest;
    CHEXGEN_ASSIGN(manifest.transformer, transformerIn(store, path));
    return keep(store, {NetworkKind::transformer,
                        "transformer",
                        "transformer.safetensors",
                        {},
                        {},
                        toJson(manifest.transformer),
                        expectedTensors(manifest.transformer),
                        {},
                        false});
  }

  Result<void> openControl(const ControlSource& source) {
    CHEXGEN_ASSIGN(const TensorStore store, openTensors(source.path, NetworkKind::control));
    ManifestControl control{source.kind, {}, {}};
    CHEXGEN_ASSIGN(control.architecture, inferControl(store));
    if (namingOf(store, NetworkKind::control) == Naming::withBase) CHEXGEN_TRY(compareBase(source, store));
    auto expected = expectedTensors(control.architecture, parts_.manifest.transformer);
    CHEXGEN_TRY(keep(store, {NetworkKind::control,
                             source.kind + " control",
                             "control-" + source.kind + ".safetensors",
                             {},
                             {},
                             toJson(control.architecture),
                             std::move(expected),
                             {},
                             false}));
    parts_.manifest.controls.push_back(std::move(control));
    return {};
  }

  // A branch only works on the very base that it was trained on. The null caption is left out: the release
  // starts it anew whenever it loads a checkpoint, so a control file holds noise there.
  Result<void> compareBase(const ControlSource& source, const TensorStore& store) const {
    const auto expected = expectedTensors(parts_.manifest.transformer);
    CHEXGEN_ASSIGN(const MappedTensors inside, resolve(store, expected, NetworkKind::transformer));
    const ConvertPart& transformer = parts_.networks.front();
    if (transformer.source == store.source) return {};
    const std::array<std::string, 2> except{"y_embedder.y_embedding", "pos_embed"};
    CHEXGEN_ASSIGN(const std::string key, firstDifference(transformer.tensors, inside, except, cancel_));
    if (key.empty()) return {};
    return fail(
        ErrorCode::architectureMismatch,
        "The " + source.kind + " control was trained on another base model: \"" + key +
            "\" differs from the transformer's.",
        source.path, "Nothing was written.",
        "Leave out the transformer to take the control's own base, or convert the two into separate models.");
  }

  Result<void> openTextEncoder() {
    CHEXGEN_ASSIGN(const TensorStore store, openTensors(request_.textEncoder, NetworkKind::textEncoder));
    TextEncoderArchitecture& architecture = parts_.manifest.textEncoder;
    if (known_ && request_.textEncoder == request_.pipeline / known_->textEncoderFile.path) {
      architecture = known_->textEncoder;
    } else {
      CHEXGEN_ASSIGN(const Json config, configBeside(request_.textEncoder, NetworkKind::textEncoder));
      CHEXGEN_ASSIGN(architecture, inferTextEncoder(store, config));
    }
    return keep(store, {NetworkKind::textEncoder,
                        "text encoder",
                        "text_encoder.safetensors",
                        {},
                        {},
                        toJson(architecture),
                        expectedTensors(architecture),
                        {},
                        false});
  }

  Result<void> openVae() {
    CHEXGEN_ASSIGN(const TensorStore store, openTensors(request_.vae, NetworkKind::vae));
    VaeArchitecture& architecture = parts_.manifest.vae;
    keepsVae_ = known_ && request_.vae == request_.pipeline / known_->vaeFile.path;
    if (keepsVae_) {
      architecture = known_->vae;
    } else {
      CHEXGEN_ASSIGN(const Json config, configBeside(request_.vae, NetworkKind::vae));
      CHEXGEN_ASSIGN(architecture, inferVae(store, config));
    }
    return keep(store, {NetworkKind::vae,
                        "VAE",
                        "vae.safetensors",
                        {},
                        {},
                        toJson(architecture),
                        expectedTensors(architecture),
                        {},
                        false});
  }

  // ---- what model.json says ----

  // What was fitted to this very VAE, else the map for VAEs of the usual kind.
  std::optional<PreviewMap> previewOf(const ConvertPart& vae) const {
    const auto entry = vae.sourceMetadata.find(previewMetadataKey);
    if (entry == vae.sourceMetadata.end() || !entry->is_string()) return usualPreview(parts_.manifest.vae);
    const auto json = base::parseJson(entry->get<std::string>(), vae.source);
    if (!json) return std::nullopt;
    const auto weights = base::jsonValue<std::vector<double>>(*json, "weights");
    const auto bias = base::jsonValue<double>(*json, "bias");
    if (!weights || !bias) return std::nullopt;
    return PreviewMap{*weights, *bias};
  }

  void describe() {
    Manifest& manifest = parts_.manifest;
    parts_.tokenizer = tokenizerFile(request_.tokenizer);
    if (known_) {
      manifest.defaults = known_->defaults;
      manifest.randomWeights = known_->randomWeights;
      manifest.demographics = known_->demographics;
      const auto& controls = request_.controls;
      const bool newBoxes = std::any_of(controls.begin(), controls.end(),
                                        [](const ControlSource& source) { return source.kind == "boxes"; });
      if (!newBoxes && !request_.dropControls) manifest.boxFindings = known_->boxFindings;
    }
    manifest.preview = keepsVae_ ? known_->preview : previewOf(parts_.networks.back());
    if (request_.randomWeights) manifest.randomWeights = *request_.randomWeights;
    manifest.sizes = {manifest.transformer.inputSize * manifest.vae.downscale()};
    if (keepsTransformer_) manifest.sizes = known_->sizes;
    if (request_.demographics) manifest.demographics = *request_.demographics;
    if (request_.boxFindings) manifest.boxFindings = *request_.boxFindings;
    if (request_.guidance) manifest.defaults.guidance = *request_.guidance;
    // What a model of random numbers says of itself does not hold once something was learned.
    const bool learned = known_ && known_->randomWeights && !manifest.randomWeights;
    const auto choose = [&](const std::string& given, std::string Manifest::*field) {
      manifest.*field = !given.empty() ? given : known_ && !learned ? (*known_).*field : std::string();
    };
    choose({}, &Manifest::origin);
    choose(request_.name, &Manifest::name);
    choose(request_.version, &Manifest::version);
    choose(request_.licence, &Manifest::licence);
    choose(request_.description, &Manifest::description);
    choose(request_.trainedOn, &Manifest::trainedOn);
    if (known_) manifest.learned = known_->learned;
    if (request_.lesson) {
      manifest.learned.push_back(*request_.lesson);
      if (request_.trainedOn.empty())
        manifest.trainedOn +=
            (manifest.trainedOn.empty() ? "" : "; then ") + weights::describe(*request_.lesson);
    }
    if (manifest.name.empty()) manifest.name = nameFrom(request_.out);
    // Stand-ins that let checkManifest look at everything else before gigabytes are written.
    const ManifestFile none{"none", std::string(64, '0'), 0};
    manifest.transformerFile = manifest.textEncoderFile = manifest.vaeFile = manifest.tokenizerFile = none;
    for (ManifestControl& control : manifest.controls) control.file = none;
  }

  ConvertRequest request_;
  const base::CancelToken& cancel_;
  std::optional<Manifest> known_;  // of the model folder that is converted
  bool keepsTransformer_ = false;  // … and its transformer was not replaced by another one
  bool keepsVae_ = false;          // the same of its VAE
  ConvertParts parts_;
};

}  // namespace

Result<ConvertParts> gatherParts(const ConvertRequest& request, const base::CancelToken& cancel) {
  return Gatherer(request, cancel).gather();
}

}  // namespace chexgen::weights
