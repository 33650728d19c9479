// The transformer against the reference implementation, every size in the golden set.
#include <algorithm>

#include <gtest/gtest.h>

#include "core/engine/diffusion/guidance.h"
#include "core/engine/model/control.h"
#include "core/engine/model/transformer.h"
#include "tests/engine/golden_tensors.h"
#include "tests/engine/golden_weights.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

using tests::captionsOf;
using tests::readTensors;
using tests::relativeError;

constexpr double onePassTolerance = 1e-5;

class TransformerGolden : public ::testing::TestWithParam<std::filesystem::path> {};

// Every model of the set, whatever its name: a golden set with other sizes has other files.
std::vector<std::filesystem::path> modelFiles() {
  std::vector<std::filesystem::path> files;
  const auto folder = tests::goldenPath("dit");
  if (!folder) return files;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() == ".pth") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::filesystem::path withExtension(std::filesystem::path path, const char* extension) {
  return path.replace_extension(extension);
}

TEST_P(TransformerGolden, OnePassMatchesTheReference) {
  const auto golden = readTensors(withExtension(GetParam(), ".safetensors"));
  const Transformer model(tests::readGoldenArchitecture(withExtension(GetParam(), ".json")),
                          readTensors(GetParam()));
  const auto text = model.prepareText(captionsOf(golden.at("y"), golden.at("mask")));
  const auto modulation = model.modulation(model.embedTime(golden.at("t")));
  EXPECT_LT(relativeError(model.forward(golden.at("x"), modulation, text), golden.at("out")),
            onePassTolerance);
}

TEST_P(TransformerGolden, OnePassOverPaddedCaptionsMatchesTheReference) {
  const auto golden = readTensors(withExtension(GetParam(), ".safetensors"));
  const Transformer model(tests::readGoldenArchitecture(withExtension(GetParam(), ".json")),
                          readTensors(GetParam()));
  const auto text =
      model.prepareText(captionsOf(golden.at("y"), golden.at("mask")), Transformer::Lengths::padded);
  EXPECT_EQ(text.groups.size(), 1U);
  const auto modulation = model.modulation(model.embedTime(golden.at("t")));
  EXPECT_LT(relativeError(model.forward(golden.at("x"), modulation, text), golden.at("out")),
            onePassTolerance);
}

TEST_P(TransformerGolden, ThreeChannelGuidanceMatchesTheReference) {
  const auto golden = readTensors(withExtension(GetParam(), ".safetensors"));
  const Transformer model(tests::readGoldenArchitecture(withExtension(GetParam(), ".json")),
                          readTensors(GetParam()));
  const auto text = model.prepareText(captionsOf(golden.at("cfg_y"), golden.at("cfg_mask")));
  const auto modulation = model.modulation(model.embedTime(golden.at("cfg_t")));
  EXPECT_LT(relativeError(model.forward(golden.at("cfg_x"), modulation, text), golden.at("cfg_raw")),
            onePassTolerance);

  // The reference feeds the first half of the latents twice; only that half's result survives the chain.
  const Tensor first = golden.at("cfg_x").chunk(2, 0)[0];
  const auto halves = model.forward(at::cat({first, first}), modulation, text).chunk(2, 0);
  EXPECT_LT(relativeError(guide(halves[0], halves[1], 4.0, 3), golden.at("cfg_out").chunk(2, 0)[0]),
            onePassTolerance);
}

TEST_P(TransformerGolden, NullCaptionOfTheCheckpointIsUsed) {
  const auto golden = readTensors(withExtension(GetParam(), ".safetensors"));
  const Transformer model(tests::readGoldenArchitecture(withExtension(GetParam(), ".json")),
                          readTensors(GetParam()));
  const Tensor y = golden.at("cfg_y");
  const std::int64_t half = y.size(0) / 2;
  const auto tokens = golden.at("cfg_mask")[0].sum().item<std::int64_t>();
  EXPECT_LT(relativeError(model.nullCaption(tokens), y[half].reshape({-1, y.size(-1)}).narrow(0, 0, tokens)),
            1e-7);
}

// The bound for bf16: eight bits of mantissa give 2^-9 relative rounding per operation; over a few blocks of
// random weights the errors add up like a random walk to about one per cent.
TEST_P(TransformerGolden, OnePassInBf16StaysWithinThreePerCent) {
  const auto golden = readTensors(withExtension(GetParam(), ".safetensors"));
  WeightMap weights = readTensors(GetParam());
  for (auto& [key, tensor] : weights) tensor = tensor.to(at::kBFloat16);
  const Transformer model(tests::readGoldenArchitecture(withExtension(GetParam(), ".json")), weights);
  const auto text = model.prepareText(captionsOf(golden.at("y"), golden.at("mask")));
  const auto modulation = model.modulation(model.embedTime(golden.at("t")));
  const double error = relativeError(model.forward(golden.at("x"), modulation, text), golden.at("out"));
  RecordProperty("relative_error", std::to_string(error));
  EXPECT_LT(error, 0.03);
  EXPECT_GT(error, 1e-5) << "this ran in fp32";
}

INSTANTIATE_TEST_SUITE_P(Sizes, TransformerGolden, ::testing::ValuesIn(modelFiles()),
                         [](const auto& model) { return model.param.stem().string(); });
// The committed subset may hold no transformer.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TransformerGolden);

TEST(PixartGolden, DiffusersFolderMatchesTheReference) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "pixart");
  const auto golden = readTensors(folder / "case.safetensors");
  const Transformer model = tests::loadTransformer(folder);
  const auto text = model.prepareText(captionsOf(golden.at("y"), golden.at("mask")));
  const auto modulation = model.modulation(model.embedTime(golden.at("t")));
  EXPECT_LT(relativeError(model.forward(golden.at("x"), modulation, text), golden.at("out")),
            onePassTolerance);
}

TEST(ControlGolden, SteeredAndPlainPassMatchTheReference) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "control");
  const auto golden = readTensors(folder / "case.safetensors");
  const WeightMap weights = readTensors(folder / "model.pth");
  const Transformer base(tests::readGoldenArchitecture(folder / "model.json"), weights, "base_model.");
  const ControlBranch branch(tests::readGoldenControl(folder / "model.json"), base, weights);
  const auto captions = captionsOf(golden.at("y"), golden.at("mask"));
  const auto text = base.prepareText(captions);
  const auto time = base.embedTime(golden.at("t"));
  const Tensor plain = base.forward(golden.at("x"), base.modulation(time), text);
  EXPECT_LT(relativeError(plain, golden.at("out_without_condition")), onePassTolerance);

  const auto control = branch.prepare(golden.at("c"), captions);
  const Tensor steered =
      branch.forward(golden.at("x"), base.modulation(time), branch.modulation(time), text, control);
  EXPECT_LT(relativeError(steered, golden.at("out")), onePassTolerance);
}

// The release's control sampler doubles the batch and guides nothing; the second half is thrown away, so ours
// computes only the first.
TEST(ControlGolden, PublishedControlIsTheConditionalHalfWithoutGuidance) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "control");
  const auto golden = readTensors(folder / "case.safetensors");
  const WeightMap weights = readTensors(folder / "model.pth");
  const Transformer base(tests::readGoldenArchitecture(folder / "model.json"), weights, "base_model.");
  const ControlBranch branch(tests::readGoldenControl(folder / "model.json"), base, weights);
  const Tensor expected = golden.at("cfg_out").chunk(2, 0)[0];
  const std::int64_t half = expected.size(0);
  const auto captions = captionsOf(golden.at("cfg_y").narrow(0, 0, half), golden.at("mask"));
  const auto time = base.embedTime(golden.at("cfg_t").narrow(0, 0, half));
  const auto control = branch.prepare(golden.at("c"), captions);
  const Tensor out = branch.forward(golden.at("x"), base.modulation(time), branch.modulation(time),
                                    base.prepareText(captions), control);
  EXPECT_LT(relativeError(out, expected), onePassTolerance);
}

}  // namespace
}  // namespace chexgen::engine
