// Everything that decides a training run, as plain data and as JSON.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/architecture.h"

namespace chexgen::training {

// What is learned; the rest of the model stays as it is.
enum class Target { text, controlMask, controlBoxes, lora, vae };
enum class Schedule { constant, cosine };
enum class Precision { automatic, fp32, bf16 };

[[nodiscard]] std::string_view name(Target target);  // "text", "control_mask", "control_boxes", "lora", "vae"
[[nodiscard]] std::string_view name(Schedule schedule);    // "constant", "cosine"
[[nodiscard]] std::string_view name(Precision precision);  // "auto", "fp32", "bf16"

// In JSON each member stands under its own name in lower case with underscores (learning_rate). Steps are
// optimiser steps. A part whose architecture is given is made anew; the others are the parent's.
struct TrainSettings {
  Target target = Target::text;
  std::filesystem::path model;  // the parent's folder; may be empty for a VAE made anew
  std::filesystem::path data;   // folder of an encoded data set; for the VAE a table
  std::optional<weights::TransformerArchitecture> transformer;
  std::optional<weights::TextEncoderArchitecture> textEncoder;
  std::optional<weights::VaeArchitecture> vae;
  std::filesystem::path tokenizer;  // a spiece.model, for a new text encoder

  std::int64_t steps = 1000;
  std::int64_t batch = 8;         // images per process and pass
  std::int64_t accumulation = 1;  // passes per step
  double learningRate = 1e-4;
  Schedule schedule = Schedule::constant;
  std::int64_t warmupSteps = 0;          // from 0 to the learning rate, linearly
  double finalLearningRateFraction = 0;  // where cosine ends, of the learning rate
  double weightDecay = 0.01;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double clip = 1.0;         // greatest norm of the gradients; 0: off
  double emaDecay = 0.9999;  // 0: no average is kept
  bool emaWarmup = false;    // a shorter memory in the first steps: min(decay, (1 + step) / (10 + step))
  double captionDropout = 0.1;
  Precision precision = Precision::automatic;
  bool gradientCheckpointing = false;

  std::int64_t loraRank = 16;
  double loraAlpha = 16;
  bool trainTextEncoder = false;
  double textLearningRateFactor = 1.0;  // of the text encoder's learning rate
  std::int64_t controlBlocks = 13;      // of a new control branch

  std::uint64_t seed = 0;
  std::int64_t checkpointEvery = 500;
  std::int64_t keepCheckpoints = 2;
  std::int64_t sampleEvery = 0;  // 0: never
  std::vector<std::string> samplePrompts;
  std::vector<std::uint64_t> sampleSeeds = {1};
  std::int64_t sampleSteps = 25;
  double sampleGuidance = 4.0;
  std::int64_t validateEvery = 0;  // 0: never
  std::int64_t validationImages = 64;
  std::string device = "auto";
  std::int64_t threads = 0;  // 0: all
  std::int64_t logEvery = 10;

  // The VAE alone.
  std::int64_t imageSize = 256;  // side to which the table's images are brought, in pixels
  std::int64_t crop = 128;       // side of the random crops in pixels
  double klWeight = 1e-3;
  double gradientWeight = 1.0;        // of the difference of image gradients, beside the L1 of pixels
  double adversarialWeight = 0;       // 0: no discriminator
  std::int64_t adversarialStart = 0;  // step at which the discriminator begins

  friend bool operator==(const TrainSettings&, const TrainSettings&) = default;
};

// "paper", "release", "starter", "quick".
[[nodiscard]] std::span<const std::string_view> presetNames();
// What the name stands for, without model and data; argumentInvalid lists the names.
[[nodiscard]] base::Result<TrainSettings> trainPreset(std::string_view name);

// Reads {"preset": NAME, …}: the preset's values (else the defaults), then the entries given. Fails with
// formatInvalid naming the first unknown, wrong or contradictory entry, and like checkSettings. `file` only
// names the source.
[[nodiscard]] base::Result<TrainSettings> trainSettingsFromJson(const base::Json& value,
                                                                const std::filesystem::path& file = {});
// All members; reading them back gives equal settings.
[[nodiscard]] base::OrderedJson toJson(const TrainSettings& settings);

// argumentInvalid with a sentence naming the entry and its range, or two entries that contradict each other.
[[nodiscard]] base::Result<void> checkSettings(const TrainSettings& settings);

// SHA-256 over what decides the weights: a run may be resumed under settings with the same hash. Left out are
// paths, device, threads, and how often a run logs, samples, validates and keeps checkpoints.
[[nodiscard]] std::string settingsHash(const TrainSettings& settings);

}  // namespace chexgen::training
