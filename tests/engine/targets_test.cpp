// What each target learns, and that its gradients do not depend on how they are computed.
#include <gtest/gtest.h>

#include <set>

#include "core/engine/model/vae.h"
#include "core/engine/training/initial_weights.h"
#include "core/engine/training/jitter.h"
#include "core/engine/training/lora.h"
#include "core/engine/training/randomness.h"
#include "core/engine/training/train_networks.h"
#include "core/engine/training/vae_target.h"
#include "core/weights/random_model.h"
#include "tests/engine/small_model.h"
#include "tests/engine/tiny_training.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::engine {
namespace {

using tests::TemporaryFolder;
using tests::tinyTarget;

std::vector<TrainingSample> samples(std::size_t first, std::size_t count) {
  std::vector<TrainingSample> batch;
  for (std::size_t i = first; i < first + count; ++i) batch.push_back({i, i});
  return batch;
}

WeightMap gradientsOf(Target& target) {
  WeightMap all;
  for (const ParameterGroup& group : target.groups()) {
    for (const auto& [key, weight] : group.weights) {
      if (weight.grad().defined()) all[group.name + "/" + key] = weight.grad().clone();
    }
  }
  return all;
}

void expectClose(const WeightMap& a, const WeightMap& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  ASSERT_FALSE(a.empty());
  for (const auto& [key, gradient] : a) {
    ASSERT_TRUE(b.contains(key)) << key;
    const double largest = gradient.abs().max().item<double>();
    EXPECT_LE((gradient - b.at(key)).abs().max().item<double>(), tolerance * (largest + 1e-6)) << key;
  }
}

class Learners : public testing::TestWithParam<Learner> {};

TEST_P(Learners, RecomputedBlocksGiveTheSameGradients) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto plain = tinyTarget(folder / "data", GetParam());
  const auto recomputing = tinyTarget(folder / "data", GetParam(), false, true);
  ASSERT_TRUE(plain->backward(samples(0, 5), 0, 1.0));
  ASSERT_TRUE(recomputing->backward(samples(0, 5), 0, 1.0));
  expectClose(gradientsOf(*plain), gradientsOf(*recomputing), 1e-5);
}

TEST_P(Learners, TwoHalvesOfABatchAddUpToTheWhole) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto whole = tinyTarget(folder / "data", GetParam());
  const auto halves = tinyTarget(folder / "data", GetParam());
  ASSERT_TRUE(whole->backward(samples(0, 6), 0, 1.0));
  ASSERT_TRUE(halves->backward(samples(0, 3), 0, 0.5));
  ASSERT_TRUE(halves->backward(samples(3, 3), 0, 0.5));
  expectClose(gradientsOf(*whole), gradientsOf(*halves), 1e-4);
}

TEST_P(Learners, LowerTheLossOnWhatTheySee) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto target = tinyTarget(folder / "data", GetParam());
  Alone alone;
  auto settings = tests::tinySettings(60);
  settings.batch = 9;
  settings.checkpointEvery = 0;
  std::vector<double> losses;
  TrainerHooks hooks;
  hooks.event = [&](const std::string& name, const base::OrderedJson& data,
                    std::int64_t) -> base::Result<void> {
    if (name == "train") losses.push_back(data.at("loss").get<double>());
    return {};
  };
  Trainer trainer(*target, settings, alone, folder / "checkpoints", {}, hooks);
  ASSERT_TRUE(trainer.run());
  const auto mean = [&](std::size_t first) {
    double sum = 0;
    for (std::size_t i = first; i < first + 15; ++i) sum += losses[i];
    return sum / 15;
  };
  EXPECT_LT(mean(45), mean(0));
}

// bf16 keeps 8 bits of a number, 0.4 % in each product; through a few layers a gradient stays within a tenth
// of its tensor's largest value. The masters and their gradients are fp32.
TEST_P(Learners, GiveNearlyTheSameGradientsInBf16WithFp32Masters) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto wide = tinyTarget(folder / "data", GetParam());
  const auto narrow = tinyTarget(folder / "data", GetParam(), false, false, Compute{.type = at::kBFloat16});
  ASSERT_TRUE(wide->backward(samples(0, 6), 0, 1.0));
  ASSERT_TRUE(narrow->backward(samples(0, 6), 0, 1.0));
  const WeightMap gradients = gradientsOf(*narrow);
  for (const auto& [key, gradient] : gradients) EXPECT_EQ(gradient.scalar_type(), at::kFloat) << key;
  expectClose(gradientsOf(*wide), gradients, 0.1);
}

INSTANTIATE_TEST_SUITE_P(All, Learners,
                         testing::Values(Learner::transformer, Learner::lora, Learner::control));

TEST(TransformerTarget, LeavesTheNullCaptionAZeroGradientWhenNoCaptionIsDropped) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto target = tinyTarget(folder / "data", Learner::transformer);
  // One sample whose draw keeps its caption: tried by its own stream, as the target does.
  std::uint64_t kept = 0;
  while (trainingStream(9, TrainingStream::captionDropout, kept).uniform(0) < 0.3) ++kept;
  const std::vector<TrainingSample> batch{{0, kept}};
  ASSERT_TRUE(target->backward(batch, 0, 1.0));
  const Tensor& gradient = target->groups()[0].weights.at("y_embedder.y_embedding").grad();
  ASSERT_TRUE(gradient.defined());
  EXPECT_EQ(gradient.abs().max().item<double>(), 0.0);
}

TEST(TransformerTarget, DoesNotLearnThePositionTable) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto target = tinyTarget(folder / "data", Learner::transformer);
  EXPECT_FALSE(target->groups()[0].weights.contains("pos_embed"));
  EXPECT_TRUE(target->transformerWith({}).contains("pos_embed"));
}

TEST(StartingNetworks, AtAnotherSizeMakeThePositionsAnewAndKeepTheRest) {
  const TemporaryFolder folder;
  const weights::Manifest parent = tests::makeSmallModel(folder / "model");
  training::TrainSettings settings;
  settings.model = folder / "model";
  const auto same = startingNetworks(settings, parent, parent.transformer.inputSize);
  const auto larger = startingNetworks(settings, parent, 2 * parent.transformer.inputSize);
  ASSERT_TRUE(same && larger);
  const std::int64_t side = 2 * parent.transformer.inputSize / parent.transformer.patch;
  EXPECT_EQ(larger->base.at("pos_embed").size(1), side * side);
  EXPECT_EQ(larger->architecture.inputSize, 2 * parent.transformer.inputSize);
  for (const auto& [key, weight] : same->base) {
    if (key == "pos_embed") continue;
    EXPECT_TRUE(at::equal(weight, larger->base.at(key))) << key;
  }
  EXPECT_TRUE(larger->base.contains("y_embedder.y_embedding"));
}

TEST(Lora, StartsAsTheBaseAndLeavesItUntouched) {
  const WeightMap base{{"blocks.0.attn.qkv.weight", at::randn({6, 4})},
                       {"blocks.0.attn.qkv.bias", at::randn({6})},
                       {"final_layer.linear.weight", at::randn({4, 4})}};
  const WeightMap before{{"w", base.at("blocks.0.attn.qkv.weight").clone()}};
  WeightMap lora = initialLora(base, 2, 1);
  ASSERT_EQ(lora.size(), 2U);
  EXPECT_TRUE(at::equal(withLora(base, lora, 8).at("blocks.0.attn.qkv.weight"), before.at("w")));
  lora.at("blocks.0.attn.qkv.lora_b").normal_();
  const Tensor merged = withLora(base, lora, 8).at("blocks.0.attn.qkv.weight");
  EXPECT_FALSE(at::equal(merged, before.at("w")));
  EXPECT_TRUE(at::equal(base.at("blocks.0.attn.qkv.weight"), before.at("w")));
}

TEST(Lora, MergedEqualsUnmergedWithinRounding) {
  const WeightMap base{{"blocks.0.mlp.fc1.weight", at::randn({32, 16})}};
  WeightMap lora = initialLora(base, 4, 1);
  lora.at("blocks.0.mlp.fc1.lora_b").normal_();
  const Tensor x = at::randn({5, 16});
  const Tensor merged = at::linear(x, withLora(base, lora, 8).at("blocks.0.mlp.fc1.weight"));
  const Tensor beside =
      at::linear(x, base.at("blocks.0.mlp.fc1.weight")) +
      2.0 * at::linear(at::linear(x, lora.at("blocks.0.mlp.fc1.lora_a")), lora.at("blocks.0.mlp.fc1.lora_b"));
  EXPECT_TRUE(at::allclose(merged, beside, 1e-4, 1e-4));
}

TEST(ControlBranch, StartsWithoutAnEffectOnTheBase) {
  const TemporaryFolder folder;
  tests::writeTinyData(folder / "data");
  const auto control = tinyTarget(folder / "data", Learner::control);
  const auto plain = tinyTarget(folder / "data", Learner::transformer);
  std::map<std::string, WeightMap> branch, base;
  branch["control"] = control->groups()[0].weights;
  base["transformer"] = plain->groups()[0].weights;
  const auto with = control->validate(3, branch);
  const auto without = plain->validate(3, base);
  ASSERT_TRUE(with && without);
  EXPECT_NEAR(with->at("loss"), without->at("loss"), 1e-5);
}

TEST(DataOrder, VisitsEveryRowOnceAnEpochInAnotherOrderEachTime) {
  DataOrder order(4, 10);
  std::vector<std::size_t> first, second;
  for (std::uint64_t p = 0; p < 10; ++p) first.push_back(order.rowAt(p));
  for (std::uint64_t p = 10; p < 20; ++p) second.push_back(order.rowAt(p));
  EXPECT_EQ(std::set<std::size_t>(first.begin(), first.end()).size(), 10U);
  EXPECT_EQ(std::set<std::size_t>(second.begin(), second.end()).size(), 10U);
  EXPECT_NE(first, second);
  EXPECT_EQ(order.rowAt(3), first[3]);  // going back is possible
}

TEST(Jitter, KeepsLeftLeftAndInventsNothing) {
  Tensor picture = at::full({3, 64, 64}, 0.5);
  picture.narrow(2, 0, 20).fill_(1.0);  // bright on the left
  for (std::uint64_t variant = 1; variant < 20; ++variant) {
    const Tensor moved = jittered(picture, jitterOf(1, 2, variant));
    ASSERT_EQ(moved.sizes(), (std::vector<std::int64_t>{3, 32, 32}));
    EXPECT_GT(moved.select(2, 0).mean().item<double>(), 0.9);
    EXPECT_LT(moved.select(2, 31).mean().item<double>(), 0.6);
    EXPECT_GE(moved.min().item<double>(), 0.499);  // no black corner
  }
  EXPECT_EQ(jitterOf(1, 2, 0).zoom, 1.0);
}

TEST(VaeTarget, DecodesGreyAsGrey) {
  const auto architecture = weights::smallVae();
  const Vae vae(architecture, initialVae(architecture, 2));
  const Tensor decoded = vae.decode(at::randn({1, 4, 4, 4}));
  EXPECT_TRUE(at::equal(decoded.select(1, 0), decoded.select(1, 1)));
  EXPECT_TRUE(at::equal(decoded.select(1, 0), decoded.select(1, 2)));
}

// The critic's push is scaled to the gradients, so its own size says nothing of the run: it must neither look
// like an explosion nor hide one.
TEST(VaeTarget, TellsTheSameLossWhetherOrNotACriticListens) {
  const auto architecture = weights::smallVae();
  const Tensor images =
      at::arange(6 * 32 * 32, at::kLong).mul(37).remainder(251).to(at::kByte).view({6, 32, 32});
  const auto partsWith = [&](std::int64_t adversarialStart) {
    VaeTarget target(architecture, initialVae(architecture, 1), images, images.narrow(0, 0, 2),
                     VaeTargetSettings{.crop = 16,
                                       .klWeight = 0.01,
                                       .gradientWeight = 2.0,
                                       .adversarialWeight = 0.5,
                                       .adversarialStart = adversarialStart,
                                       .criticLead = 0,
                                       .seed = 9},
                     Compute{});
    return *target.backward(samples(0, 4), 0, 1.0);
  };
  const LossParts alone = partsWith(-1);
  const LossParts criticised = partsWith(0);
  ASSERT_TRUE(criticised.contains("fooling"));
  EXPECT_NEAR(alone.at("loss"), alone.at("l1") + 2.0 * alone.at("gradient") + 0.01 * alone.at("kl"), 1e-5);
  EXPECT_NEAR(criticised.at("loss"), alone.at("loss"), 1e-6);
}

TEST(UnitLatent, ChangesNeitherTheReconstructionNorTheSpread) {
  auto architecture = weights::smallVae();
  architecture.scalingFactor = 0.5;
  const WeightMap weights = initialVae(architecture, 2);
  const Tensor images = at::randint(0, 256, {4, 32, 32}, at::kByte);
  const auto statistics = latentStatistics(architecture, weights, images);
  const WeightMap unit = withUnitLatent(architecture, weights, statistics);
  const Tensor x = (images.unsqueeze(1).to(at::kFloat) / 127.5 - 1.0).expand({4, 3, 32, 32});
  const auto before = Vae(architecture, weights).encode(x);
  const auto after = Vae(architecture, unit).encode(x);
  EXPECT_TRUE(at::allclose(Vae(architecture, weights).decode(before.mean),
                           Vae(architecture, unit).decode(after.mean), 1e-3, 1e-4));
  const Tensor scaled = (after.mean * architecture.scalingFactor).transpose(0, 1).flatten(1);
  EXPECT_LT(scaled.mean(1).abs().max().item<double>(), 1e-3);
  EXPECT_LT((scaled.std(1) - 1.0).abs().max().item<double>(), 1e-2);
}

}  // namespace
}  // namespace chexgen::engine
