// Checkpoints and key lists made by the reference and by diffusers, opened and consumed completely.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/architecture.h"
#include "core/weights/key_maps.h"
#include "core/weights/tensor_store.h"
#include "tests/support/golden.h"

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

template <class T>
std::string problem(const base::Result<T>& result) {
  return result ? "" : base::describe(result.error());
}

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

}  // namespace
}  // namespace chexgen::weights
