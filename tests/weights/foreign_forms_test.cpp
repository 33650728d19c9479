// Weights that are not read here are called by what they are, with what to do; and which file of a folder is
// meant.
#include <gtest/gtest.h>

#include "core/weights/convert.h"
#include "core/weights/inspect.h"
#include "core/weights/tensor_store.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/wrapped_files.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using tests::Bytes;
using tests::expectRefused;
using tests::NamedTensors;
using tests::problem;
using tests::withPrefix;
using tests::writeFile;
namespace fs = std::filesystem;

TEST(ForeignForms, AreCalledByTheirContentWhateverTheirName) {
  const tests::TemporaryFolder folder;
  const std::vector<std::pair<Bytes, const char*>> forms{
      {"GGUF\3\0\0\0\0\0\0\0", "GGUF"},
      {"\x89HDF\r\n\x1a\n\0\0\0\0", "HDF5"},
      {Bytes("\x08\x07\x12\x07pytorch\x1a\x05", 13), "ONNX"},
      {Bytes("\x1f\x8b\x08\x00\x00\x00", 6), "compressed"},
      {"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"},
      {"<html><head><title>404</title>", "web page"},
      {"version https://git-lfs.github.com/spec/v1\n", "Git LFS"},
      {Bytes("\x93NUMPY\x01\0", 8), "NumPy"}};
  for (const auto& [bytes, what] : forms) {
    for (const char* name : {"model.bin", "weights.pth", "model.safetensors", "noname"}) {
      writeFile(folder / name, bytes);
      const auto store = openTensors(folder / name);
      expectRefused(store, ErrorCode::formatUnsupported, what);
      EXPECT_FALSE(store.error().next.empty()) << what;
    }
  }
}

TEST(ForeignForms, AreCalledByTheirNameWhereTheContentSaysNothing) {
  const tests::TemporaryFolder folder;
  for (const auto& [name, what] : std::vector<std::pair<const char*, const char*>>{
           {"saved_model.pb", "TensorFlow"},
           {"model.ckpt.index", "TensorFlow"},
           {"model.ckpt.data-00000-of-00001", "TensorFlow"},
           {"flax_model.msgpack", "Flax"},
           {"Model.ONNX", "ONNX"},
           {"net.tflite", "TensorFlow Lite"},
           {"__0_0.distcp", "distributed checkpoint"},
           {"bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt", "ZeRO"}}) {
    writeFile(folder / name, "anything at all");
    const auto store = openTensors(folder / name);
    expectRefused(store, ErrorCode::formatUnsupported, what);
    EXPECT_FALSE(store.error().next.empty()) << what;
  }
}

// torch.save(model) pickles the program's classes; nothing of them is made here.
TEST(ForeignForms, PickledModulesAreNamedByTheirClass) {
  const tests::TemporaryFolder folder;
  for (const auto& [module, name] :
       std::vector<std::pair<const char*, const char*>>{{"torchxrayvision.models", "DenseNet"},
                                                        {"torch.nn.modules.container", "Sequential"},
                                                        {"__main__", "Net"}}) {
    using namespace tests::pickle;
    writeFile(folder / "xrv.pt",
              tests::torchZip(
                  whole(global(module, name) + ")\x81" + dictionary(text("training") + "\x88") + "b"), {}));
    const auto store = openTensors(folder / "xrv.pt");
    expectRefused(store, ErrorCode::formatForbidden, std::string(module) + "." + name);
    EXPECT_THAT(store.error().message, HasSubstr("not a dictionary of weights"));
    EXPECT_THAT(store.error().next, HasSubstr("state_dict()"));
  }
}

// ---- by the names of tensors ----

NamedTensors some(const std::vector<std::string>& names, const std::vector<std::int64_t>& shape = {4, 2}) {
  NamedTensors tensors;
  for (const std::string& name : names) tensors[name] = {shape, std::vector<float>(8, 0.5F)};
  return tensors;
}

// What the names of a file are said to be, as safetensors and inside a torch checkpoint.
void expectNamed(const NamedTensors& tensors, const std::string& what, const std::string& next) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "a.safetensors", tests::safetensorsOf(tensors));
  writeFile(folder / "a.ckpt", tests::torchFileOf({"state_dict"}, withPrefix("module.", tensors)));
  for (const char* file : {"a.safetensors", "a.ckpt"}) {
    for (const auto kind : {NetworkKind::transformer, NetworkKind::vae}) {
      const auto store = openTensors(folder / file, kind);
      expectRefused(store, ErrorCode::formatUnsupported, what);
      EXPECT_THAT(store.error().next, HasSubstr(next));
    }
    expectRefused(inspect(folder / file), ErrorCode::formatUnsupported, what);
  }
}

TEST(ForeignForms, AdaptersOfEveryProgramAreNamed) {
  const char* merge = "Merge it into its base";
  expectNamed(some({"base_model.model.blocks.0.attn.qkv.lora_A.weight",
                    "base_model.model.blocks.0.attn.qkv.lora_B.weight"}),
              "LoRA adapter (PEFT, diffusers, rank 4)", merge);
  expectNamed(some({"transformer.transformer_blocks.0.attn1.to_q.lora_A.weight",
                    "transformer.transformer_blocks.0.attn1.to_q.lora_B.weight"}),
              "LoRA adapter", merge);
  expectNamed(some({"lora_unet_blocks_0_attn_qkv.lora_down.weight",
                    "lora_unet_blocks_0_attn_qkv.lora_up.weight", "lora_unet_blocks_0_attn_qkv.alpha"}),
              "LoRA adapter (kohya, rank 4)", merge);
  expectNamed(some({"unet.mid.attn1.processor.to_q_lora.down.weight",
                    "unet.mid.attn1.processor.to_q_lora.up.weight"}),
              "LoRA adapter (diffusers", merge);
  expectNamed(some({"lora_unet_a.hada_w1_a", "lora_unet_a.hada_w1_b"}), "LyCORIS", merge);
}

TEST(ForeignForms, AModelWithAnAdapterThatWasNeverMergedIsNamed) {
  NamedTensors tensors = withPrefix("base_model.model.", tests::transformerTensors());
  tensors.merge(some({"base_model.model.blocks.0.attn.qkv.lora_A.default.weight",
                      "base_model.model.blocks.0.attn.qkv.lora_B.default.weight"}));
  expectNamed(tensors, "was not merged", "Merge it");
}

// The names of CompVis' autoencoder (Stable Diffusion 1.4's vae-ft-ema in its first form).
TEST(ForeignForms, CompVisNamesAreNamedAndDiffusersOnesAskedFor) {
  const std::vector<std::string> vae{"encoder.conv_in.weight",
                                     "encoder.down.0.block.0.norm1.weight",
                                     "encoder.down.0.block.0.conv1.weight",
                                     "encoder.mid.block_1.conv1.weight",
                                     "decoder.conv_in.weight",
                                     "decoder.mid.attn_1.q.weight",
                                     "decoder.up.0.block.0.conv1.weight",
                                     "quant_conv.weight",
                                     "post_quant_conv.weight",
                                     "loss.logvar"};
  expectNamed(some(vae), "named as CompVis does", "diffusers' form");
  expectNamed(withPrefix("first_stage_model.", some(vae)), "named as CompVis does", "diffusers' form");
  expectNamed(some({"model.diffusion_model.input_blocks.0.0.weight", "model.diffusion_model.out.2.weight"}),
              "UNet", "diffusion transformer");
}

TEST(ForeignForms, OtherNetworksAndStoredPartsAreNamed) {
  expectNamed(some({"text_model.encoder.layers.0.self_attn.q_proj.weight"}), "CLIP", "T5");
  NamedTensors labels = tests::transformerTensors();
  labels.merge(some({"y_embedder.embedding_table.weight"}));
  expectNamed(labels, "class labels", "guided by text");
  NamedTensors parametrised = tests::transformerTensors();
  parametrised.merge(some({"blocks.0.attn.qkv.parametrizations.weight.original0",
                           "blocks.0.attn.qkv.parametrizations.weight.original1"}));
  expectNamed(parametrised, "parametrization", "remove_parametrizations");
  NamedTensors normed = tests::transformerTensors();
  normed.erase("blocks.0.attn.qkv.weight");
  normed.merge(some({"blocks.0.attn.qkv.weight_g", "blocks.0.attn.qkv.weight_v"}));
  expectNamed(normed, "weight_norm", "remove_weight_norm");
  NamedTensors packed = tests::transformerTensors();
  packed.merge(some({"blocks.0.attn.qkv.weight.absmax", "blocks.0.attn.qkv.weight.quant_map"}));
  expectNamed(packed, "quantised", "fp32");
}

TEST(ForeignForms, ANumberTypeThatIsNotReadIsNamed) {
  using namespace tests::pickle;
  const tests::TemporaryFolder folder;
  const Bytes storage = tuple(text("storage") + global("torch.storage", "UntypedStorage") + text("0") +
                              text("cpu") + number(4)) +
                        "Q";
  const Bytes tensor = global("torch._utils", "_rebuild_tensor_v3") +
                       tuple(storage + number(0) + tuple(number(4)) + tuple(number(1)) + "\x89" +
                             global("collections", "OrderedDict") + ")R" + global("torch", "float8_e4m3fn")) +
                       "R";
  writeFile(folder / "a.pth",
            tests::torchZip(whole(dictionary(text("x_embedder.proj.weight") + tensor)), {Bytes(4, 'x')}));
  expectRefused(openTensors(folder / "a.pth"), ErrorCode::formatUnsupported, "float8_e4m3fn");
}

// ---- folders ----

TEST(WeightFolders, TakeEveryUsualSpellingOfAVariant) {
  const NamedTensors network = tests::vaeTensors();
  for (const char* name : {"model.fp16.safetensors", "diffusion_pytorch_model.fp16.safetensors",
                           "pytorch_model.fp16.bin", "diffusion_pytorch_model.bf16.bin"}) {
    const tests::TemporaryFolder folder;
    const bool isTorch = std::string(name).ends_with(".bin");
    writeFile(folder / name, isTorch ? tests::torchFileOf({}, network) : tests::safetensorsOf(network));
    const auto store = openTensors(folder.path());
    ASSERT_TRUE(store) << problem(store) << name;
    EXPECT_EQ(tests::differenceFrom(network, *store), "");
    EXPECT_THAT(store->remarks.front(), HasSubstr("variant"));
  }
  for (const char* name : {"diffusion_pytorch_model.safetensors.index.fp16.json",
                           "diffusion_pytorch_model.safetensors.fp16.index.json",
                           "diffusion_pytorch_model.fp16.safetensors.index.json"}) {
    const tests::TemporaryFolder folder;
    tests::writeShards(folder.path(), network, false);
    fs::rename(folder / "diffusion_pytorch_model.safetensors.index.json", folder / name);
    const auto store = openTensors(folder.path());
    ASSERT_TRUE(store) << problem(store) << name;
    EXPECT_EQ(tests::differenceFrom(network, *store), "");
  }
}

TEST(WeightFolders, ThePlainFileGoesBeforeVariantsAndSeveralVariantsAreAsked) {
  const tests::TemporaryFolder folder;
  const NamedTensors network = tests::vaeTensors();
  writeFile(folder / "diffusion_pytorch_model.fp16.safetensors", tests::safetensorsOf(network));
  writeFile(folder / "diffusion_pytorch_model.non_ema.safetensors", tests::safetensorsOf(network));
  expectRefused(openTensors(folder.path()), ErrorCode::argumentInvalid, "fp16, non_ema");
  writeFile(folder / "diffusion_pytorch_model.safetensors", tests::safetensorsOf(network));
  const auto store = openTensors(folder.path());
  ASSERT_TRUE(store) << problem(store);
  EXPECT_THAT(store->remarks.front(), HasSubstr("also holds the variants fp16, non_ema"));
}

TEST(WeightFolders, AShardIsNotTheWhole) {
  const tests::TemporaryFolder folder;
  tests::writeShards(folder.path(), tests::vaeTensors(), false);
  const auto one = openTensors(folder / "diffusion_pytorch_model-00002-of-00002.safetensors");
  expectRefused(one, ErrorCode::argumentInvalid, "2 of 2");
  expectRefused(inspect(folder / "diffusion_pytorch_model-00002-of-00002.safetensors"),
                ErrorCode::argumentInvalid, "2 of 2");
  fs::remove(folder / "diffusion_pytorch_model.safetensors.index.json");
  expectRefused(openTensors(folder.path()), ErrorCode::fileMissing, "no index");
}

TEST(WeightFolders, OfOtherProgramsAreNamed) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "deepspeed/zero_to_fp32.py", "");
  writeFile(folder / "deepspeed/latest", "global_step10");
  writeFile(folder / "tf/saved_model.pb", "x");
  writeFile(folder / "flax/flax_model.msgpack", "x");
  writeFile(folder / "dcp/__0_0.distcp", "x");
  writeFile(folder / "zero/zero_pp_rank_0_mp_rank_00_optim_states.pt", "x");
  writeFile(folder / "peft/adapter_config.json", R"({"base_model_name_or_path":"PixArt/XL"})");
  writeFile(folder / "peft/adapter_model.bin", "x");
  for (const auto& [name, what] :
       std::vector<std::pair<const char*, const char*>>{{"deepspeed", "DeepSpeed"},
                                                        {"tf", "TensorFlow"},
                                                        {"flax", "Flax"},
                                                        {"dcp", "distributed"},
                                                        {"zero", "ZeRO"},
                                                        {"peft", "\"PixArt/XL\""}}) {
    expectRefused(openTensors(folder / name), ErrorCode::formatUnsupported, what);
  }
}

}  // namespace
}  // namespace chexgen::weights
