// Checkpoints as people have them, through the whole conversion.
#include <gtest/gtest.h>

#include "core/weights/convert.h"
#include "core/weights/inspect.h"
#include "core/weights/random_model.h"
#include "core/weights/tensor_store.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using tests::expectRefused;
using tests::problem;
using tests::writeFile;
namespace fs = std::filesystem;

std::string all(const std::vector<std::string>& remarks) {
  std::string text;
  for (const std::string& remark : remarks) text += remark + "\n";
  return text;
}

class RealCheckpoints : public testing::Test {
 protected:
  void SetUp() override {
    RandomModelRequest request;
    request.transformer = tests::tinyTransformer();
    request.textEncoder = tests::tinyTextEncoder();
    request.textEncoder.width = 64;
    request.vae = tests::tinyVae();
    writeFile(folder_ / "spiece.model", "pieces");
    request.tokenizer = folder_ / "spiece.model";
    request.out = folder_ / "base";
    request.transformer.captionWidth = 64;
    const auto made = createRandomModel(request);
    ASSERT_TRUE(made) << problem(made);
  }
  base::Result<Converted> converted(const fs::path& transformer) {
    ConvertRequest request;
    request.pipeline = folder_ / "base";
    request.transformer = transformer;
    request.hints.heads = 2;
    request.hints.inputSize = 8;
    request.out = folder_ / "out";
    fs::remove_all(request.out);
    return convert(request, {}, {});
  }
  const tests::TemporaryFolder folder_;
};

TEST_F(RealCheckpoints, BothPrefixesComeOff) {
  CHEXGEN_CASE_OR_SKIP(file, "ckpt-module-orig-mod/k02c_module_orig_mod.pth");
  const auto model = converted(file);
  ASSERT_TRUE(model) << problem(model);
  EXPECT_EQ(model->transformer.depth, 2);
  EXPECT_EQ(model->transformer.width, 24);
  EXPECT_THAT(all(model->remarks), HasSubstr("\"module.\""));
  EXPECT_THAT(all(model->remarks), HasSubstr("\"_orig_mod\""));
}

TEST_F(RealCheckpoints, TheCompilersPrefixComesOff) {
  CHEXGEN_CASE_OR_SKIP(file, "ckpt-orig-mod/k02b_orig_mod.safetensors");
  const auto model = converted(file);
  ASSERT_TRUE(model) << problem(model);
  EXPECT_THAT(all(model->remarks), HasSubstr("\"_orig_mod.\""));
  const auto written = openTensors(folder_ / "out/transformer.safetensors");
  ASSERT_TRUE(written) << problem(written);
  EXPECT_TRUE(written->tensors.contains("x_embedder.proj.weight"))
      << "a wrapped file is never linked as it is";
}

TEST_F(RealCheckpoints, OtherDictionariesAndParametersWithStateAreRead) {
  CHEXGEN_CASE_OR_SKIP(model, "ckpt-other-dictionary-keys/k04_model_key.pth");
  CHEXGEN_CASE_OR_SKIP(state, "ckpt-parameter-with-state/k07c_parameter_with_state.pth");
  const auto first = converted(model);
  ASSERT_TRUE(first) << problem(first);
  EXPECT_THAT(all(first->remarks), HasSubstr("\"model\""));
  const auto second = converted(state);
  ASSERT_TRUE(second) << problem(second);
}

TEST_F(RealCheckpoints, TheShardedVariantIsFoundByItsIndex) {
  CHEXGEN_CASE_OR_SKIP(folder, "ckpt-sharded-fp16/k12b_sharded_fp16_variant");
  const auto model = converted(folder);
  ASSERT_TRUE(model) << problem(model);
  EXPECT_THAT(all(model->remarks), HasSubstr("diffusion_pytorch_model.safetensors.index.fp16.json"));
  EXPECT_EQ(model->transformer.heads, 2);
}

TEST_F(RealCheckpoints, AdaptersAreNamed) {
  CHEXGEN_CASE_OR_SKIP(folder, "ckpt-peft-adapter/k13_peft_adapter");
  CHEXGEN_CASE_OR_SKIP(file, "ckpt-peft-adapter/k13b_pytorch_lora_weights.safetensors");
  for (const fs::path& path : {folder, file, folder / "adapter_model.safetensors"}) {
    const auto model = converted(path);
    expectRefused(model, ErrorCode::formatUnsupported, "LoRA adapter");
    EXPECT_THAT(model.error().next, HasSubstr("Merge it into its base"));
    expectRefused(inspect(path), ErrorCode::formatUnsupported, "LoRA adapter");
  }
}

}  // namespace
}  // namespace chexgen::weights
