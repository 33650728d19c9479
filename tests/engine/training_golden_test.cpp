// Five optimiser steps against the release's losses and torch's AdamW.
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/engine/model/transformer.h"
#include "core/engine/training/diffusion_loss.h"
#include "core/engine/training/optimiser.h"
#include "tests/engine/golden_tensors.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

using tests::relativeError;

// The K part of a qkv or kv bias has a true gradient of zero, which AdamW turns into steps of either sign.
bool isKeyBias(const std::string& key) {
  return key.ends_with("attn.qkv.bias") || key.ends_with("cross_attn.kv_linear.bias");
}

Tensor withoutKeyPart(const std::string& key, const Tensor& bias) {
  const std::int64_t width = key.ends_with("qkv.bias") ? bias.numel() / 3 : bias.numel() / 2;
  const std::int64_t keyStart = key.ends_with("qkv.bias") ? width : 0;
  return at::cat(
      {bias.narrow(0, 0, keyStart), bias.narrow(0, keyStart + width, bias.numel() - keyStart - width)});
}

TEST(TrainingGolden, FiveStepsMatchTheReference) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "training");
  const base::Json info = base::readJsonFile(folder / "info.json").value();
  const WeightMap golden = tests::readTensors(folder / "steps.safetensors");
  const AdamWSettings settings{.learningRate = info.at("lr"),
                               .beta1 = info.at("betas")[0],
                               .beta2 = info.at("betas")[1],
                               .epsilon = info.at("eps"),
                               .weightDecay = info.at("weight_decay")};

  WeightMap weights;
  WeightMap parameters;
  WeightMap average;
  for (const auto& [key, tensor] : tests::readTensors(folder / "start.safetensors")) {
    weights[key] = tensor.clone();
    if (key == "pos_embed") continue;
    parameters[key] = weights[key].set_requires_grad(true);
    average[key] = tensor.clone();
  }
  const Transformer model(tests::readGoldenArchitecture(folder / "info.json"), weights);
  AdamW optimiser(parameters, settings);

  std::int64_t steps = 0;
  for (; golden.contains(std::to_string(steps) + ".x0"); ++steps) {
    const auto at = [&](const char* name) { return golden.at(std::to_string(steps) + "." + name); };
    const Tensor noisy = addNoise(at("x0"), at("noise"), at("t"));
    const auto text = model.prepareText(tests::captionsOf(at("y"), at("mask")));
    const Tensor output = model.forward(noisy, model.modulation(model.embedTime(at("t"))), text);
    const DiffusionLoss loss = diffusionLoss(output, at("x0"), noisy, at("noise"), at("t"));
    EXPECT_LT(relativeError(loss.squaredError.detach(), at("mse")), 1e-5) << "step " << steps;
    EXPECT_LT(relativeError(loss.variational.detach(), at("vb")), 1e-5) << "step " << steps;
    EXPECT_NEAR(loss.total().item<double>(), at("loss").item<double>(),
                1e-5 * std::abs(at("loss").item<double>()));
    optimiser.clearGradients();
    loss.total().backward();
    const double norm = clipGradients(parameters, info.at("clip_norm"));
    EXPECT_NEAR(norm, at("grad_norm").item<double>(), 1e-5 * norm) << "step " << steps;
    optimiser.step(settings.learningRate);
    updateAverage(average, parameters, info.at("ema_decay"));
  }
  ASSERT_GT(steps, 0);

  const auto compare = [&](const WeightMap& ours, const WeightMap& theirs, const char* what) {
    for (const auto& [key, tensor] : ours) {
      const Tensor actual = tensor.detach();
      const Tensor& expected = theirs.at(key);
      if (isKeyBias(key)) {
        EXPECT_LT(relativeError(withoutKeyPart(key, actual), withoutKeyPart(key, expected)), 1e-4)
            << what << " " << key;
        const double furthest = (actual - expected).abs().max().item<double>();
        EXPECT_LE(furthest, 2.0 * static_cast<double>(steps) * settings.learningRate) << what << " " << key;
      } else {
        EXPECT_LT(relativeError(actual, expected), 1e-4) << what << " " << key;
      }
    }
  };
  compare(parameters, tests::readTensors(folder / "end.safetensors"), "parameters");
  compare(average, tests::readTensors(folder / "end_ema.safetensors"), "average");
}

}  // namespace
}  // namespace chexgen::engine
