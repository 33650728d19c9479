#include "core/engine/training/train_setup.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/training/image_set.h"
#include "core/engine/training/initial_weights.h"
#include "core/engine/training/train_networks.h"
#include "core/weights/file_check.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;
using training::TrainSettings;

namespace {

// How many patients the chosen rows name.
template <class Rows>
std::int64_t patientsAmong(const Rows& rows, const auto& isChosen) {
  std::set<std::string> patients;
  for (const auto& row : rows) {
    if (isChosen(row) && !row.patient.empty()) patients.insert(row.patient);
  }
  return static_cast<std::int64_t>(patients.size());
}

Result<void> setUpVae(TrainSetup& setup, const Compute& compute, const base::CancelToken& cancel) {
  const TrainSettings& settings = setup.settings;
  CHEXGEN_ASSIGN(const auto table, training::readTable(settings.data));
  CHEXGEN_ASSIGN(const ImageSet images, readImages(table, settings.imageSize, {}, cancel));
  setup.remarks = images.remarks;
  const auto architecture = settings.vae ? *settings.vae : setup.parent->vae;
  WeightMap initial;
  if (settings.vae) {
    initial = initialVae(architecture, settings.seed);
  } else {
    CHEXGEN_ASSIGN(initial,
                   loadWeights(settings.model, setup.parent->vaeFile, weights::expectedTensors(architecture),
                               weights::NetworkKind::vae, {}));
  }
  const VaeTargetSettings how{
      .crop = settings.crop,
      .klWeight = settings.klWeight,
      .gradientWeight = settings.gradientWeight,
      .adversarialWeight = settings.adversarialWeight,
      .adversarialStart = settings.adversarialWeight > 0 ? settings.adversarialStart : -1,
      .seed = settings.seed};
  setup.identity.dataHash = table.sha256;
  setup.lesson.table = table.file.filename().string();
  setup.lesson.tableSha256 = table.sha256;
  setup.lesson.patients =
      patientsAmong(table.rows, [](const auto& row) { return training::isLearnedFrom(row.split); });
  setup.vae =
      std::make_unique<VaeTarget>(architecture, initial, images.training, images.validation, how, compute);
  return {};
}

Result<training::FeatureStore> openData(const std::filesystem::path& data) {
  if (std::filesystem::is_directory(data)) return training::FeatureStore::open(data);
  CHEXGEN_ASSIGN(const auto list, training::readFeatureList(data));
  return training::FeatureStore::open(list);
}

Result<void> checkData(const TrainSettings& settings, const weights::Manifest& parent,
                       const training::FeatureStore& store) {
  const bool captions = store.index().captionWidth > 0;
  CHEXGEN_TRY(store.checkEncodedBy({.vae = parent.vaeFile.sha256,
                                    .textEncoder = captions ? parent.textEncoderFile.sha256 : "",
                                    .tokenizer = captions ? parent.tokenizerFile.sha256 : ""}));
  const auto lacks = [&](const std::string& what, const std::string& next) {
    return fail(ErrorCode::architectureMismatch, "The encoded data have no " + what + ".", settings.data,
                "Nothing was changed.", next);
  };
  const std::string kind = controlKind(settings.target);
  if (!kind.empty() && store.index().conditions.empty()) {
    return lacks("conditions", "Encode the table again with --conditions " + kind + ".");
  }
  if (!kind.empty() && !store.index().conditions.empty() && store.index().conditions != kind &&
      store.index().imageSize > 0) {
    return lacks(kind + " conditions (they have " + store.index().conditions + ")",
                 "Encode the table again with --conditions " + kind + ".");
  }
  if (!settings.trainTextEncoder && !captions) {
    return lacks("captions", "Encode the table again with captions, or train the text encoder as well.");
  }
  const auto& shape = store.index().latentShape;
  if (shape[0] != parent.vae.latentChannels || shape[1] != shape[2]) {
    return fail(ErrorCode::architectureMismatch,
                "The encoded latents are [" + std::to_string(shape[0]) + ", " + std::to_string(shape[1]) +
                    ", " + std::to_string(shape[2]) + "], which does not fit the model.",
                settings.data, "Nothing was changed.", "Encode square images with this model's autoencoder.");
  }
  return {};
}

Result<void> setUpDiffusion(TrainSetup& setup, const Compute& compute) {
  const TrainSettings& settings = setup.settings;
  const weights::Manifest& parent = *setup.parent;
  CHEXGEN_ASSIGN(training::FeatureStore store, openData(settings.data));
  CHEXGEN_TRY(checkData(settings, parent, store));
  CHEXGEN_ASSIGN(DiffusionNetworks networks,
                 startingNetworks(settings, parent, store.index().latentShape[1]));
  if (networks.text) {
    const auto tokenizer =
        settings.tokenizer.empty() ? settings.model / parent.tokenizerFile.path : settings.tokenizer;
    CHEXGEN_ASSIGN(networks.text->ids, tokenIds(store, tokenizer, networks.architecture.tokens,
                                                networks.text->architecture.vocabulary));
  }
  const DiffusionTargetSettings how{.captionDropout = settings.captionDropout,
                                    .gradientCheckpointing = settings.gradientCheckpointing,
                                    .loraAlpha = settings.loraAlpha,
                                    .textLearningRateFactor = settings.textLearningRateFactor,
                                    .seed = settings.seed};
  setup.identity.dataHash = store.sha256();
  setup.lesson.table = store.index().table;
  setup.lesson.tableSha256 = store.index().tableSha256;
  setup.lesson.patients =
      patientsAmong(store.rows(), [](const auto& row) { return row.split == training::Split::train; });
  DiffusionData data(std::move(store));
  if (data.training().empty()) {
    return fail(ErrorCode::argumentInvalid, "The encoded data have no row to train on.", settings.data);
  }
  setup.diffusion = std::make_unique<DiffusionTarget>(std::move(networks), std::move(data), how, compute);
  return {};
}

}  // namespace

Result<TrainSetup> setUpTraining(const TrainSettings& settings, const Compute& compute,
                                 const weights::CheckWatch& watch) {
  TrainSetup setup{.settings = settings};
  setup.identity.settingsHash = training::settingsHash(settings);
  if (!settings.model.empty()) {
    CHEXGEN_ASSIGN(setup.parent, weights::readManifest(settings.model));
    // The run names its parent by one hash, so every file counts.
    CHEXGEN_TRY(weights::checkFiles(*setup.parent, settings.model, watch));
    CHEXGEN_ASSIGN(setup.identity.parentHash, weights::manifestHash(settings.model));
  }
  if (settings.target == training::Target::vae) {
    CHEXGEN_TRY(setUpVae(setup, compute, watch.cancel));
  } else {
    CHEXGEN_TRY(setUpDiffusion(setup, compute));
  }
  setup.lesson.target = training::name(settings.target);
  setup.lesson.parent = setup.parent ? setup.parent->name : "";
  setup.lesson.parentSha256 = setup.identity.parentHash;
  setup.lesson.rows = setup.target().trainingRows();
  setup.lesson.heldOut = setup.target().validationRows();
  return setup;
}

}  // namespace chexgen::engine
