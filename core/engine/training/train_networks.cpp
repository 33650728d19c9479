#include "core/engine/training/train_networks.h"

#include <algorithm>
#include <utility>

#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/model/transformer.h"
#include "core/engine/training/initial_weights.h"
#include "core/engine/training/lora.h"
#include "core/text/tokenizer.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;
using training::TrainSettings;

namespace {

// Seeds of the parts that are made anew, all from the run's.
enum SeedOffset : std::uint64_t { transformerSeed = 0, textSeed = 1, adapterSeed = 2 };

const char* const positionKey = "pos_embed";
const char* const nullKey = "y_embedder.y_embedding";

Result<WeightMap> load(const std::filesystem::path& folder, const weights::ManifestFile& file,
                       const std::vector<weights::ExpectedTensor>& expected, weights::NetworkKind kind) {
  CHEXGEN_ASSIGN(WeightMap loaded, loadWeights(folder, file, expected, kind, {}));
  // Mapped memory is read-only; training writes.
  for (auto& [key, weight] : loaded) weight = weight.clone();
  return loaded;
}

void fitPositions(weights::TransformerArchitecture& architecture, WeightMap& base, std::int64_t latentSide) {
  if (architecture.inputSize != latentSide) {
    architecture.inputSize = latentSide;
    architecture.positionScale = weights::defaultPositionScale(latentSide);
  } else if (base.contains(positionKey)) {
    return;
  }
  const std::int64_t side = latentSide / architecture.patch;
  base[positionKey] = sinCosPositions(side, side, architecture.width, architecture.positionScale);
}

Result<JointTextEncoder> startingTextEncoder(const TrainSettings& settings, const weights::Manifest& parent) {
  JointTextEncoder text{.architecture = settings.textEncoder.value_or(parent.textEncoder)};
  if (settings.textEncoder) {
    text.initial = initialTextEncoder(text.architecture, settings.seed + textSeed);
    return text;
  }
  CHEXGEN_ASSIGN(text.initial,
                 load(settings.model, parent.textEncoderFile, weights::expectedTensors(text.architecture),
                      weights::NetworkKind::textEncoder));
  return text;
}

Result<void> addBranch(const TrainSettings& settings, const weights::Manifest& parent,
                       DiffusionNetworks& networks) {
  networks.learner = Learner::control;
  if (const auto* existing = parent.control(controlKind(settings.target))) {
    networks.control = existing->architecture;
    CHEXGEN_ASSIGN(networks.initial, load(settings.model, existing->file,
                                          weights::expectedTensors(networks.control, networks.architecture),
                                          weights::NetworkKind::control));
    return {};
  }
  networks.control.copiedBlocks = std::min(settings.controlBlocks, networks.architecture.depth - 1);
  networks.initial = initialControl(networks.control, networks.architecture, networks.base);
  return {};
}

}  // namespace

std::string controlKind(training::Target target) {
  if (target == training::Target::controlMask) return "mask";
  if (target == training::Target::controlBoxes) return "boxes";
  return "";
}

Result<DiffusionNetworks> startingNetworks(const TrainSettings& settings, const weights::Manifest& parent,
                                           std::int64_t latentSide) {
  DiffusionNetworks networks{.architecture = settings.transformer.value_or(parent.transformer)};
  if (settings.transformer) {
    networks.base = initialTransformer(networks.architecture, settings.seed + transformerSeed);
  } else {
    CHEXGEN_ASSIGN(networks.base,
                   load(settings.model, parent.transformerFile,
                        weights::expectedTensors(networks.architecture), weights::NetworkKind::transformer));
  }
  fitPositions(networks.architecture, networks.base, latentSide);
  if (!networks.base.contains(nullKey)) {
    // A checkpoint in diffusers' form has none; dropped captions need one.
    networks.base[nullKey] =
        initialTransformer(networks.architecture, settings.seed + transformerSeed).at(nullKey);
  }
  if (settings.trainTextEncoder) {
    CHEXGEN_ASSIGN(networks.text, startingTextEncoder(settings, parent));
  }
  const std::int64_t captionWidth =
      networks.text ? networks.text->architecture.width : parent.textEncoder.width;
  if (captionWidth != networks.architecture.captionWidth) {
    return fail(ErrorCode::architectureMismatch,
                "The text encoder gives captions of width " + std::to_string(captionWidth) +
                    ", the transformer reads " + std::to_string(networks.architecture.captionWidth) + ".",
                settings.model, "Nothing was changed.", "Give both architectures with one width.");
  }
  if (settings.target == training::Target::lora) {
    networks.learner = Learner::lora;
    networks.initial = initialLora(networks.base, settings.loraRank, settings.seed + adapterSeed);
  } else if (!controlKind(settings.target).empty()) {
    CHEXGEN_TRY(addBranch(settings, parent, networks));
  }
  return networks;
}

Result<std::vector<std::vector<std::int64_t>>> tokenIds(const training::FeatureStore& store,
                                                        const std::filesystem::path& tokenizer,
                                                        std::int64_t tokens, std::int64_t vocabulary) {
  CHEXGEN_ASSIGN(const auto cutter, text::Tokenizer::load(tokenizer));
  std::vector<std::vector<std::int64_t>> all;
  for (const training::FeatureRow& row : store.rows()) {
    CHEXGEN_ASSIGN(const auto encoding, cutter.encode(row.prompt, static_cast<std::size_t>(tokens)));
    const auto real = std::count(encoding.mask.begin(), encoding.mask.end(), 1);
    all.emplace_back(encoding.ids.begin(), encoding.ids.begin() + real);
    if (*std::max_element(all.back().begin(), all.back().end()) >= vocabulary) {
      return fail(ErrorCode::architectureMismatch,
                  "The tokenizer gives ids beyond the text encoder's vocabulary of " +
                      std::to_string(vocabulary) + ".",
                  tokenizer, "Nothing was changed.", "Use the tokenizer that belongs to this text encoder.");
    }
  }
  return all;
}

}  // namespace chexgen::engine
