// Settings in and out of JSON, their ranges, and the presets.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/training/settings.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::Json;
using tests::expectRefused;

// The least that can be trained.
Json least() { return {{"model", "parent"}, {"data", "encoded"}}; }

Json with(const std::string& key, const Json& value) {
  Json json = least();
  json[key] = value;
  return json;
}

TEST(TrainSettings, ComeBackFromJsonAsTheyWere) {
  TrainSettings settings;
  settings.target = Target::text;
  settings.model = "parent";
  settings.data = "data/encoded";
  settings.transformer = tests::tinyTransformer();
  settings.textEncoder = tests::tinyTextEncoder();
  settings.tokenizer = "spiece.model";
  settings.trainTextEncoder = true;
  settings.textLearningRateFactor = 0.3;
  settings.steps = 12345;
  settings.batch = 3;
  settings.accumulation = 5;
  settings.learningRate = 1.0 / 3;
  settings.schedule = Schedule::cosine;
  settings.warmupSteps = 17;
  settings.finalLearningRateFraction = 0.05;
  settings.weightDecay = 0.07;
  settings.beta1 = 0.8;
  settings.beta2 = 0.95;
  settings.epsilon = 1e-9;
  settings.clip = 0.25;
  settings.emaDecay = 0.995;
  settings.emaWarmup = true;
  settings.captionDropout = 0.2;
  settings.precision = Precision::bf16;
  settings.gradientCheckpointing = true;
  settings.loraRank = 4;
  settings.loraAlpha = 8;
  settings.controlBlocks = 2;
  settings.seed = 0xFFFF'FFFF'FFFF'FFFFU;
  settings.checkpointEvery = 11;
  settings.keepCheckpoints = 5;
  settings.sampleEvery = 7;
  settings.samplePrompts = {"one", "two"};
  settings.sampleSeeds = {3, 0xFFFF'FFFF'FFFF'FFFFU};
  settings.sampleSteps = 12;
  settings.sampleGuidance = 2.5;
  settings.validateEvery = 13;
  settings.validationImages = 9;
  settings.device = "cpu";
  settings.threads = 3;
  settings.logEvery = 2;
  settings.imageSize = 512;
  settings.crop = 64;
  settings.klWeight = 0.5;
  settings.gradientWeight = 0.25;
  settings.adversarialWeight = 0.125;
  settings.adversarialStart = 99;
  const Json json = Json::parse(toJson(settings).dump());
  const auto back = trainSettingsFromJson(json);
  ASSERT_TRUE(back) << tests::problem(back);
  EXPECT_EQ(*back, settings);
  EXPECT_EQ(json["seed"], 0xFFFF'FFFF'FFFF'FFFFU);
  EXPECT_EQ(json["learning_rate"].get<double>(), 1.0 / 3);
}

TEST(TrainSettings, TakeDefaultsForWhatIsNotSaid) {
  TrainSettings expected;
  expected.model = "parent";
  expected.data = "encoded";
  const auto read = trainSettingsFromJson(least());
  ASSERT_TRUE(read) << tests::problem(read);
  EXPECT_EQ(*read, expected);
}

TEST(TrainSettings, EntriesGoBeforeThePreset) {
  Json json = with("preset", "release");
  json["batch"] = 2;
  const auto read = trainSettingsFromJson(json);
  ASSERT_TRUE(read) << tests::problem(read);
  EXPECT_EQ(read->batch, 2);
  EXPECT_EQ(read->learningRate, 2e-5);
  expectRefused(trainSettingsFromJson(with("preset", "best")), ErrorCode::argumentInvalid,
                "paper, release, starter, quick");
}

TEST(TrainSettings, RefuseUnknownAndWrongEntries) {
  expectRefused(trainSettingsFromJson(with("learningrate", 1e-4)), ErrorCode::formatInvalid, "learningrate");
  expectRefused(trainSettingsFromJson(with("steps", 1.5)), ErrorCode::formatInvalid, "steps");
  expectRefused(trainSettingsFromJson(with("steps", "many")), ErrorCode::formatInvalid, "steps");
  expectRefused(trainSettingsFromJson(with("seed", -1)), ErrorCode::formatInvalid, "seed");
  expectRefused(trainSettingsFromJson(with("ema_warmup", 1)), ErrorCode::formatInvalid, "ema_warmup");
  expectRefused(trainSettingsFromJson(with("target", "everything")), ErrorCode::formatInvalid,
                "text, control_mask, control_boxes, lora, vae");
  expectRefused(trainSettingsFromJson(with("schedule", "linear")), ErrorCode::formatInvalid,
                "constant, cosine");
  expectRefused(trainSettingsFromJson(with("precision", "fp16")), ErrorCode::formatInvalid,
                "auto, fp32, bf16");
  expectRefused(trainSettingsFromJson(with("sample_prompts", "one")), ErrorCode::formatInvalid, "not a list");
  expectRefused(trainSettingsFromJson(with("sample_prompts", {1})), ErrorCode::formatInvalid,
                "sample_prompts");
  expectRefused(trainSettingsFromJson(with("sample_seeds", {-1})), ErrorCode::formatInvalid, "sample_seeds");
  expectRefused(trainSettingsFromJson(with("transformer", {{"width", 3}})), ErrorCode::formatInvalid,
                "transformer");
  expectRefused(trainSettingsFromJson(Json::array()), ErrorCode::formatInvalid, "object");
  const auto named = trainSettingsFromJson(with("steps", "many"), "job.json");
  EXPECT_EQ(named.error().file, "job.json");
}

// Every setting with a range: the last values inside on both sides, and values outside.
struct Edge {
  const char* key;
  std::vector<double> inside;
  std::vector<double> outside;
};
const std::vector<Edge> edges{
    {"steps", {1, 1e9}, {0, -1}},
    {"batch", {1, 65536}, {0, 65537}},
    {"accumulation", {1, 65536}, {0, 65537}},
    {"learning_rate", {1e-9, 1}, {0, -1e-4, 1.1}},
    {"warmup_steps", {0, 1000}, {-1}},
    {"final_learning_rate_fraction", {0, 1}, {-0.1, 1.1}},
    {"weight_decay", {0, 1}, {-0.1, 1.1}},
    {"beta1", {0, 0.9999}, {-0.1, 1}},
    {"beta2", {0, 0.9999}, {-0.1, 1}},
    {"epsilon", {1e-16, 0.1}, {0, 0.2}},
    {"clip", {0, 1e4}, {-1, 1e5}},
    {"ema_decay", {0, 0.99999}, {-0.1, 1}},
    {"caption_dropout", {0, 1}, {-0.1, 1.1}},
    {"lora_rank", {1, 1024}, {0, 1025}},
    {"lora_alpha", {1e-3, 1e4}, {0, 1e5}},
    {"text_learning_rate_factor", {1e-4, 1e3}, {0, 1e4}},
    {"control_blocks", {1, 64}, {0, 65}},
    {"checkpoint_every", {1, 1e9}, {0}},
    {"keep_checkpoints", {2, 1000}, {1, 1001}},
    {"sample_steps", {2, 1000}, {1, 1001}},
    {"sample_guidance", {0, 100}, {-1, 101}},
    {"validate_every", {0, 1e9}, {-1}},
    {"validation_images", {1, 1e9}, {0}},
    {"threads", {0, 4096}, {-1, 4097}},
    {"log_every", {1, 1e9}, {0}},
    {"image_size", {8, 4096}, {7, 4097}},
    {"crop", {8, 4096}, {7, 4097}},
    {"kl_weight", {0, 1e4}, {-1, 1e5}},
    {"gradient_weight", {0, 1e4}, {-1, 1e5}},
    {"adversarial_weight", {0, 1e4}, {-1, 1e5}},
    {"adversarial_start", {0, 1e9}, {-1}},
    {"sample_every", {0}, {-1}},
};

TEST(TrainSettings, HoldEveryNumberInItsRange) {
  const auto number = [](double value) {
    return value == std::floor(value) ? Json(static_cast<std::int64_t>(value)) : Json(value);
  };
  for (const Edge& edge : edges) {
    for (const double value : edge.inside) {
      const auto read = trainSettingsFromJson(with(edge.key, number(value)));
      EXPECT_TRUE(read) << edge.key << " = " << value << ": " << tests::problem(read);
    }
    for (const double value : edge.outside) {
      expectRefused(trainSettingsFromJson(with(edge.key, number(value))), ErrorCode::argumentInvalid,
                    "\"" + std::string(edge.key) + "\" must lie in");
    }
  }
  TrainSettings settings = trainSettingsFromJson(least()).value();
  settings.learningRate = std::nan("");
  expectRefused(checkSettings(settings), ErrorCode::argumentInvalid, "learning_rate");
}

TEST(TrainSettings, NoNumberIsWithoutARange) {
  const Json all = Json::parse(toJson(TrainSettings()).dump());
  for (const auto& [key, value] : all.items()) {
    if (!value.is_number() || key == "seed") continue;
    const bool isTested =
        std::any_of(edges.begin(), edges.end(), [&key = key](const Edge& edge) { return key == edge.key; });
    EXPECT_TRUE(isTested) << key;
  }
}

TEST(TrainSettings, RefuseContradictions) {
  const auto expect = [](const std::string& part, const std::function<void(TrainSettings&)>& change) {
    TrainSettings settings = trainSettingsFromJson(least()).value();
    change(settings);
    expectRefused(checkSettings(settings), ErrorCode::argumentInvalid, part);
  };
  using S = TrainSettings;
  expect("\"data\"", [](S& s) { s.data.clear(); });
  expect("warmup_steps", [](S& s) { s.warmupSteps = s.steps + 1; });
  expect("needs a parent", [](S& s) { s.model.clear(), s.target = Target::controlMask; });
  expect("needs a parent", [](S& s) { s.model.clear(), s.target = Target::controlBoxes; });
  expect("needs a parent", [](S& s) { s.model.clear(), s.target = Target::lora; });
  expect("needs a parent", [](S& s) { s.model.clear(), s.transformer.emplace(); });
  expect("\"vae\"", [](S& s) { s.model.clear(), s.target = Target::vae; });
  expect("train_text_encoder", [](S& s) { s.trainTextEncoder = true, s.target = Target::lora; });
  expect("\"transformer\" goes", [](S& s) { s.transformer.emplace(), s.target = Target::lora; });
  expect("\"vae\" goes", [](S& s) { s.vae.emplace(); });
  expect("must be true", [](S& s) { s.textEncoder.emplace(); });
  expect("\"tokenizer\"", [](S& s) { s.textEncoder.emplace(), s.trainTextEncoder = true; });
  expect("sample_seeds", [](S& s) { s.sampleEvery = 10, s.sampleSeeds.clear(); });
  expect("\"crop\"", [](S& s) { s.target = Target::vae, s.imageSize = 64, s.crop = 65; });
  expect("\"device\"", [](S& s) { s.device.clear(); });
}

TEST(TrainSettings, PresetsHaveThePublishedNumbers) {
  const TrainSettings paper = trainPreset("paper").value();
  EXPECT_EQ(paper.learningRate, 1e-4);
  EXPECT_EQ(paper.weightDecay, 0.01);
  EXPECT_EQ(paper.clip, 1.0);
  EXPECT_EQ(paper.emaDecay, 0.9999);
  EXPECT_EQ(paper.captionDropout, 0.1);
  EXPECT_EQ(paper.precision, Precision::bf16);
  EXPECT_TRUE(paper.gradientCheckpointing);
  // 300 epochs of 45,000 pairs in batches of 32 · 64.
  EXPECT_EQ(paper.steps, static_cast<std::int64_t>(std::ceil(45'000.0 * 300 / (32 * 64))));
  const TrainSettings release = trainPreset("release").value();
  EXPECT_EQ(release.learningRate, 2e-5);
  EXPECT_EQ(release.weightDecay, 0.03);
  EXPECT_EQ(release.epsilon, 1e-10);
  EXPECT_EQ(release.clip, 0) << "its trainers never clip";
  EXPECT_EQ(release.emaDecay, 0.9999);
}

TEST(TrainSettings, EveryPresetCanBeTrained) {
  EXPECT_EQ(presetNames().size(), 4U);
  for (const std::string_view preset : presetNames()) {
    TrainSettings settings = trainPreset(preset).value();
    settings.model = "parent";
    settings.data = "encoded";
    const auto checked = checkSettings(settings);
    EXPECT_TRUE(checked) << preset << tests::problem(checked);
  }
}

TEST(TrainSettings, TheHashFollowsWhatDecidesTheWeights) {
  const TrainSettings settings = trainSettingsFromJson(least()).value();
  const std::string hash = settingsHash(settings);
  EXPECT_EQ(hash.size(), 64U);
  const auto changed = [&settings](const std::function<void(TrainSettings&)>& change) {
    TrainSettings other = settings;
    change(other);
    return settingsHash(other);
  };
  using S = TrainSettings;
  EXPECT_NE(changed([](S& s) { s.learningRate *= 2; }), hash);
  EXPECT_NE(changed([](S& s) { s.seed = 1; }), hash);
  EXPECT_NE(changed([](S& s) { s.batch = 1; }), hash);
  EXPECT_NE(changed([](S& s) { s.transformer = tests::tinyTransformer(); }), hash);
  EXPECT_EQ(changed([](S& s) { s.model = "moved/parent"; }), hash);
  EXPECT_EQ(changed([](S& s) { s.device = "cuda"; }), hash);
  EXPECT_EQ(changed([](S& s) { s.checkpointEvery = 7; }), hash);
  EXPECT_EQ(changed([](S& s) { s.samplePrompts = {"Clear."}; }), hash);
  EXPECT_EQ(changed([](S& s) { s.steps *= 2; }), hash) << "a constant schedule does not know its end";
  const auto cosine = [](S& s) { s.schedule = Schedule::cosine; };
  EXPECT_NE(changed([&](S& s) { cosine(s), s.steps *= 2; }), changed(cosine));
}

}  // namespace
}  // namespace chexgen::training
