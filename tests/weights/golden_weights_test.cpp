// Checkpoints and key lists made by the reference and by diffusers, opened and consumed completely.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/architecture.h"
#include "core/weights/convert.h"
#include "core/weights/file_check.h"
#include "core/weights/infer_architecture.h"
#include "core/weights/inspect.h"
#include "core/weights/key_maps.h"
#include "core/weights/number_formats.h"
#include "core/weights/random_model.h"
#include "core/weights/tensor_store.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::weights {
namespace {

using base::Json;

Json readJson(const std::filesystem::path& path) {
  auto value = base::readJsonFile(path);
  EXPECT_TRUE(value) << base::describe(value.error());
  return value ? *value : Json::object();
}

// The sizes as the reference writes them beside its checkpoints.
TransformerArchitecture transformerOf(const Json& sizes) {
  TransformerArchitecture a;
  a.inputSize = sizes.at("input_size");
  a.patch = sizes.at("patch_size");
  a.width = sizes.at("hidden_size");
  a.depth = sizes.at("depth");
  a.heads = sizes.at("num_heads");
  a.captionWidth = sizes.at("text_embed_dims");
  a.tokens = sizes.at("token_num");
  a.positionScale = sizes.at("pos_embed_scale");
  return a;
}

// Every key with its shape, but no data: what a full-size model would be, without its memory.
TensorStore emptyStore(const Json& shapes, const std::filesystem::path& source) {
  TensorStore store;
  store.source = source;
  for (const auto& [key, shape] : shapes.items()) {
    store.tensors.emplace(key,
                          TensorView{DataType::float32, shape.get<std::vector<std::int64_t>>(), {}, nullptr});
  }
  return store;
}

using tests::problem;

TEST(KeyLists, FullSizeTransformerIsConsumedCompletely) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "keys-dit-xl2-512.json");
  const Json shapes = readJson(path);
  const auto architecture = transformerByName("XL/2", 512);
  ASSERT_TRUE(architecture);
  const auto expected = expectedTensors(*architecture);
  EXPECT_EQ(expected.size(), shapes.size());
  const auto mapped = resolve(emptyStore(shapes, path), expected, NetworkKind::transformer);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_EQ(mapped->tensors.size(), shapes.size());
  EXPECT_TRUE(mapped->absent.empty());
}

TEST(KeyLists, FullSizeControlIsConsumedCompletely) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "keys-control-512.json");
  const Json shapes = readJson(path);
  const auto architecture = transformerByName("XL/2", 512);
  ASSERT_TRUE(architecture);
  const auto store = emptyStore(shapes, path);
  const auto baseModel = resolve(store, expectedTensors(*architecture), NetworkKind::transformer);
  ASSERT_TRUE(baseModel) << problem(baseModel);
  const auto control =
      resolve(store, expectedTensors(ControlArchitecture{}, *architecture), NetworkKind::control);
  ASSERT_TRUE(control) << problem(control);
  EXPECT_EQ(baseModel->tensors.size() + control->tensors.size(), shapes.size());
}

TEST(KeyLists, FullSizeVaeIsConsumedCompletely) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "keys-sd-vae.json");
  const Json shapes = readJson(path);
  const auto expected = expectedTensors(VaeArchitecture{});
  EXPECT_EQ(expected.size(), shapes.size());
  const auto mapped = resolve(emptyStore(shapes, path), expected, NetworkKind::vae);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_EQ(mapped->tensors.size(), shapes.size());
}

TEST(AuthorsCheckpoints, EverySizeIsConsumedCompletelyFromItsEma) {
  CHEXGEN_GOLDEN_OR_SKIP(folder, "dit");
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".pth") continue;
    ++seen;
    const auto architecture =
        transformerOf(readJson(std::filesystem::path(entry.path()).replace_extension(".json")));
    const auto store = openTensors(entry.path());
    ASSERT_TRUE(store) << problem(store);
    EXPECT_EQ(store->metadata.value("dictionary", ""), "state_dict_ema") << entry.path();
    const auto mapped = resolve(*store, expectedTensors(architecture), NetworkKind::transformer);
    ASSERT_TRUE(mapped) << problem(mapped);
    EXPECT_TRUE(mapped->absent.empty());
  }
  EXPECT_GT(seen, 0U);
}

TEST(AuthorsCheckpoints, ControlHoldsBaseAndBranch) {
  CHEXGEN_GOLDEN_OR_SKIP(path, "control/model.pth");
  CHEXGEN_GOLDEN_OR_SKIP(sizesPath, "control/model.json");
  const Json sizes = readJson(sizesPath);
  const auto architecture = transformerOf(sizes);
  const auto store = openTensors(path);
  ASSERT_TRUE(store) << problem(store);
  const auto baseModel = resolve(*store, expectedTensors(architecture), NetworkKind::transformer);
  ASSERT_TRUE(baseModel) << problem(baseModel);
  const ControlArchitecture control{sizes.at("copied_blocks").get<std::int64_t>()};
  const auto branch = resolve(*store, expectedTensors(control, architecture), NetworkKind::control);
  ASSERT_TRUE(branch) << problem(branch);
  EXPECT_EQ(baseModel->tensors.size() + branch->tensors.size(), store->tensors.size());
}

TEST(Sharded, BinShardsHoldTheSameWeightsAsSafetensors) {
  CHEXGEN_GOLDEN_OR_SKIP(shardedFolder, "t5-sharded");
  CHEXGEN_GOLDEN_OR_SKIP(plainFolder, "t5");
  const auto sharded = openTensors(shardedFolder);
  const auto plain = openTensors(plainFolder / "model.safetensors");
  ASSERT_TRUE(sharded) << problem(sharded);
  ASSERT_TRUE(plain) << problem(plain);
  for (const auto& [key, view] : plain->tensors) {
    ASSERT_TRUE(sharded->tensors.contains(key)) << key;
    const auto& other = sharded->tensors.at(key);
    EXPECT_EQ(other.shape, view.shape) << key;
    ASSERT_EQ(other.data.size(), view.data.size()) << key;
    EXPECT_EQ(std::memcmp(other.data.data(), view.data.data(), view.data.size()), 0) << key;
  }
}

TEST(AuthorsCheckpoints, ArchitectureIsInferredButForTheHeads) {
  for (const char* folderName : {"dit", "control", "samplers"}) {
    CHEXGEN_GOLDEN_OR_SKIP(folder, folderName);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".pth") continue;
      const auto expected =
          transformerOf(readJson(std::filesystem::path(entry.path()).replace_extension(".json")));
      const auto store = openTensors(entry.path());
      ASSERT_TRUE(store) << problem(store);
      const auto inferred = inferTransformer(*store, Json(), {expected.heads, std::nullopt, std::nullopt});
      ASSERT_TRUE(inferred) << problem(inferred);
      EXPECT_EQ(*inferred, expected) << entry.path();
    }
  }
}

TEST(Diffusers, EveryFolderIsInferredAndConsumedCompletely) {
  CHEXGEN_GOLDEN_OR_SKIP(pixart, "pixart");
  for (const auto& [folderName, kind] :
       {std::pair{"pixart", NetworkKind::transformer}, std::pair{"vae", NetworkKind::vae},
        std::pair{"vae-legacy", NetworkKind::vae}, std::pair{"t5-sharded", NetworkKind::textEncoder}}) {
    CHEXGEN_GOLDEN_OR_SKIP(folder, folderName);
    // A folder may hold cases beside its weights: the configuration's own file is the one that is meant.
    const auto file =
        kind == NetworkKind::textEncoder ? folder : folder / "diffusion_pytorch_model.safetensors";
    const auto inspection = inspect(file);
    ASSERT_TRUE(inspection) << problem(inspection);
    ASSERT_EQ(inspection->networks.size(), 1U);
    EXPECT_EQ(inspection->networks.front().kind, kind);
    EXPECT_EQ(inspection->networks.front().problem, "") << folderName;
  }
}

// Both hold the same weights: the older names only spell them differently.
TEST(Diffusers, LegacyAttentionNamesGiveTheSameWeights) {
  CHEXGEN_GOLDEN_OR_SKIP(current, "vae/diffusion_pytorch_model.safetensors");
  CHEXGEN_GOLDEN_OR_SKIP(legacy, "vae-legacy/diffusion_pytorch_model.safetensors");
  const auto a = openTensors(current);
  const auto b = openTensors(legacy);
  ASSERT_TRUE(a && b);
  const auto config = configBeside(current, NetworkKind::vae);
  ASSERT_TRUE(config) << problem(config);
  const auto architecture = inferVae(*a, *config);
  ASSERT_TRUE(architecture) << problem(architecture);
  const auto expected = expectedTensors(*architecture);
  const auto first = resolve(*a, expected, NetworkKind::vae);
  const auto second = resolve(*b, expected, NetworkKind::vae);
  ASSERT_TRUE(first) << problem(first);
  ASSERT_TRUE(second) << problem(second);
  EXPECT_EQ(*firstDifference(*first, *second, {}, {}), "");
}

class GoldenConversion : public testing::Test {
 protected:
  // A complete model around `transformer` or `control`, in this type.
  base::Result<Converted> convertTo(const std::filesystem::path& out, const std::filesystem::path& checkpoint,
                                    const Json& sizes, StoredType type) {
    const auto golden = tests::goldenFolder();
    ConvertRequest request;
    if (sizes.contains("copied_blocks")) {
      request.controls = {{"mask", checkpoint}};
    } else {
      request.transformer = checkpoint;
    }
    request.vae = golden / "vae-legacy/diffusion_pytorch_model.safetensors";
    request.textEncoder = textEncoderOfWidth(sizes.at("text_embed_dims"));
    request.tokenizer = golden / "tokenizer/spiece.model";
    request.hints.heads = sizes.at("num_heads").get<std::int64_t>();
    request.type = type;
    request.out = out;
    return convert(request, {}, {});
  }
  // The set's T5 is a case of its own: its width need not be that of the transformer's captions.
  std::filesystem::path textEncoderOfWidth(std::int64_t width) {
    RandomModelRequest request;
    request.transformer = tests::tinyTransformer();
    request.textEncoder = tests::tinyTextEncoder();
    request.textEncoder.width = width;
    request.vae = tests::tinyVae();
    request.tokenizer = tests::goldenFolder() / "tokenizer/spiece.model";
    request.out = folder_ / "random";
    const auto made = createRandomModel(request);
    EXPECT_TRUE(made) << problem(made);
    return request.out / "text_encoder.safetensors";
  }
  const tests::TemporaryFolder folder_;
};

TEST_F(GoldenConversion, KeepsEveryWeightOfACheckpoint) {
  CHEXGEN_GOLDEN_OR_SKIP(checkpoint, "control/model.pth");
  CHEXGEN_GOLDEN_OR_SKIP(sizesPath, "control/model.json");
  CHEXGEN_GOLDEN_OR_SKIP(tokenizer, "tokenizer/spiece.model");
  CHEXGEN_GOLDEN_OR_SKIP(vae, "vae-legacy");
  const Json sizes = readJson(sizesPath);
  const auto manifest = convertTo(folder_ / "model", checkpoint, sizes, StoredType::keep);
  ASSERT_TRUE(manifest) << problem(manifest);
  EXPECT_EQ(manifest->transformer, transformerOf(sizes));
  const auto verified = verifyFiles(*manifest, folder_ / "model");
  EXPECT_TRUE(verified) << problem(verified);
  const auto source = openTensors(checkpoint);
  ASSERT_TRUE(source) << problem(source);
  std::size_t compared = 0;
  for (const char* file : {"transformer.safetensors", "control-mask.safetensors"}) {
    const auto store = openTensors(folder_ / "model" / file);
    ASSERT_TRUE(store) << problem(store);
    for (const auto& [key, view] : store->tensors) {
      const auto& original = source->tensors.at(key.starts_with("controlnet.") ? key : "base_model." + key);
      EXPECT_TRUE(std::equal(view.data.begin(), view.data.end(), original.data.begin(), original.data.end()))
          << key;
      ++compared;
    }
  }
  EXPECT_EQ(compared, source->tensors.size());
}

TEST_F(GoldenConversion, RoundsEveryWeightToBf16) {
  CHEXGEN_GOLDEN_OR_SKIP(checkpoint, "samplers/model.pth");
  CHEXGEN_GOLDEN_OR_SKIP(sizesPath, "samplers/model.json");
  CHEXGEN_GOLDEN_OR_SKIP(tokenizer, "tokenizer/spiece.model");
  CHEXGEN_GOLDEN_OR_SKIP(vae, "vae-legacy");
  const auto manifest = convertTo(folder_ / "model", checkpoint, readJson(sizesPath), StoredType::bf16);
  ASSERT_TRUE(manifest) << problem(manifest);
  const auto source = openTensors(checkpoint);
  const auto store = openTensors(folder_ / "model/transformer.safetensors");
  ASSERT_TRUE(source && store);
  for (const auto& [key, view] : store->tensors) {
    ASSERT_EQ(view.type, DataType::bfloat16);
    const auto before = toFloats(source->tensors.at(key).data, DataType::float32);
    const auto after = toFloats(view.data, view.type);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      // Half a unit in the last of eight significant bits.
      ASSERT_LE(std::abs(before[i] - after[i]), std::abs(before[i]) * 0x1p-8F) << key;
    }
  }
}

}  // namespace
}  // namespace chexgen::weights
