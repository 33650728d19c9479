// The autoencoder against diffusers, the text encoder against transformers.
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/engine/model/vae.h"
#include "core/engine/text/t5_encoder.h"
#include "tests/engine/golden_tensors.h"
#include "tests/engine/golden_weights.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

using tests::readTensors;
using tests::relativeError;

constexpr double onePassTolerance = 1e-5;

class VaeGolden : public ::testing::TestWithParam<const char*> {};

TEST_P(VaeGolden, EncodesAndDecodesLikeTheReference) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, GetParam());
  CHEXGEN_GOLDEN_OR_SKIP(caseFile, "vae/case.safetensors");
  const auto golden = readTensors(caseFile);
  const Vae vae = tests::loadVae(folder);
  for (const std::string shape : {"", "_odd"}) {
    const auto latent = vae.encode(golden.at("image" + shape));
    const Tensor moments = golden.at("moments" + shape);
    EXPECT_LT(relativeError(latent.mean, golden.at("mean" + shape)), onePassTolerance) << shape;
    EXPECT_LT(relativeError(latent.logVariance, moments.chunk(2, 1)[1].clamp(-30, 20)), onePassTolerance)
        << shape;
    EXPECT_LT(relativeError(latent.sample(golden.at("noise" + shape)), golden.at("sampled" + shape)),
              onePassTolerance);
    EXPECT_LT(relativeError(vae.decode(golden.at("latent" + shape)), golden.at("decoded" + shape)),
              onePassTolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Naming, VaeGolden, ::testing::Values("vae", "vae-legacy"), [](const auto& naming) {
  return std::string(naming.param) == "vae" ? std::string("Current") : std::string("Legacy");
});

class T5Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(T5Golden, EncodesRealTokensLikeTheReference) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, GetParam());
  CHEXGEN_GOLDEN_OR_SKIP(caseFile, "t5/case.safetensors");
  const auto golden = readTensors(caseFile);
  const T5Encoder encoder = tests::loadT5(folder, at::kFloat);
  const Tensor ids = golden.at("input_ids");
  const Tensor mask = golden.at("attention_mask");
  for (std::int64_t i = 0; i < ids.size(0); ++i) {
    const auto tokens = mask[i].sum().item<std::int64_t>();
    const Tensor row = ids[i].narrow(0, 0, tokens).contiguous();
    const Tensor encoded = encoder.encode({row.data_ptr<std::int64_t>(), static_cast<std::size_t>(tokens)});
    EXPECT_LT(relativeError(encoded, golden.at("last_hidden_state")[i].narrow(0, 0, tokens)),
              onePassTolerance)
        << i;
  }
}

TEST_P(T5Golden, EncodesSeveralPromptsInOnePassLikeTheReference) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, GetParam());
  CHEXGEN_GOLDEN_OR_SKIP(caseFile, "t5/case.safetensors");
  const auto golden = readTensors(caseFile);
  const T5Encoder encoder = tests::loadT5(folder, at::kFloat);
  const Tensor ids = golden.at("input_ids").contiguous();
  std::vector<std::span<const std::int64_t>> prompts;
  for (std::int64_t i = 0; i < ids.size(0); ++i) {
    const auto tokens = golden.at("attention_mask")[i].sum().item<std::int64_t>();
    prompts.emplace_back(ids[i].data_ptr<std::int64_t>(), static_cast<std::size_t>(tokens));
  }
  const std::vector<Tensor> encoded = encoder.encode(prompts);
  ASSERT_EQ(encoded.size(), prompts.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    EXPECT_LT(relativeError(encoded[i], golden.at("last_hidden_state")[row].narrow(0, 0, encoded[i].size(0))),
              onePassTolerance)
        << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Form, T5Golden, ::testing::Values("t5", "t5-sharded"), [](const auto& form) {
  return std::string(form.param) == "t5" ? std::string("Safetensors") : std::string("ShardedBin");
});

// Two bf16 roundings per product over a few layers: under three per cent with random weights.
TEST(T5GoldenBf16, StaysWithinThreePerCent) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "t5");
  const auto golden = readTensors(folder / "case.safetensors");
  const T5Encoder encoder = tests::loadT5(folder, at::kBFloat16);
  const auto tokens = golden.at("attention_mask")[0].sum().item<std::int64_t>();
  const Tensor row = golden.at("input_ids")[0].narrow(0, 0, tokens).contiguous();
  const Tensor encoded = encoder.encode({row.data_ptr<std::int64_t>(), static_cast<std::size_t>(tokens)});
  EXPECT_LT(relativeError(encoded, golden.at("last_hidden_state")[0].narrow(0, 0, tokens)), 0.03);
}

}  // namespace
}  // namespace chexgen::engine
