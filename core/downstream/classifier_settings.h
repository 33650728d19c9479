// Everything that decides how a classifier is trained, as plain data and as JSON.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/downstream/augmentation.h"
#include "core/downstream/classifier_architecture.h"
#include "core/downstream/label_targets.h"
#include "core/statistics/classification.h"
#include "core/training/data_table.h"

namespace chexgen::downstream {

struct ClassifierSettings {
  std::filesystem::path table;
  training::TableOptions read;  // its columns and root
  std::vector<std::string> targets;
  UncertainPolicy uncertain = UncertainPolicy::ignored;
  bool skipBadRows = false;  // else a row with an error stops the job before it starts
  training::HeldOut heldOut{.validation = 0.15, .test = 0};  // of the patients, for rows without a split

  ClassifierArchitecture architecture;   // outputs: as many as targets
  std::filesystem::path initialWeights;  // a file of torchvision or this program; empty: from nothing
  std::int64_t size = 128;               // side of the square that the network sees, pixels
  AugmentSettings augment;

  std::int64_t steps = 400;
  std::int64_t batch = 32;
  std::string optimiser = "adamw";  // or "sgd", with Nesterov's momentum of 0.9
  double learningRate = 1e-3;
  std::string schedule = "cosine";  // or "constant"
  std::int64_t warmupSteps = 20;
  double weightDecay = 0.05;
  double clip = 1;      // greatest norm of the gradients; 0: off
  bool balance = true;  // positives and negatives of a target weigh the same in the loss
  statistics::ThresholdRule threshold = statistics::ThresholdRule::youden;  // on the validation rows
  std::string select = "best";  // of the validation's mean AUROC; or "last"

  std::uint64_t seed = 0;
  std::int64_t checkpointEvery = 100;
  std::int64_t validateEvery = 50;
  std::int64_t logEvery = 10;
  std::string device = "auto", precision = "auto";
  std::int64_t threads = 0;
};

// In JSON each member stands under its own name in lower case with underscores.
[[nodiscard]] base::OrderedJson toJson(const ClassifierSettings& settings);
// formatInvalid naming the first unknown or wrong entry, argumentInvalid for a value out of range. Paths stay
// as they stand.
[[nodiscard]] base::Result<ClassifierSettings> classifierSettingsFromJson(
    const base::Json& value, const std::filesystem::path& file = {});

// SHA-256 over what decides the weights: a run goes on under settings with the same hash.
[[nodiscard]] std::string settingsHash(const ClassifierSettings& settings);

}  // namespace chexgen::downstream
