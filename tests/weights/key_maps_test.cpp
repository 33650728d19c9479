// Names in the wild onto the project's own, and clear errors where they do not fit.
#include <gtest/gtest.h>

#include "core/weights/key_maps.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::expectRefused;
using tests::problem;
using tests::storeOf;
using tests::zeros;

const auto transformer = tests::tinyTransformer();

void rename(TensorStore& store, const std::string& from, const std::string& to) {
  auto node = store.tensors.extract(from);
  ASSERT_FALSE(node.empty()) << from;
  node.key() = to;
  store.tensors.insert(std::move(node));
}

TEST(KeyMaps, TakesOwnNames) {
  const auto expected = expectedTensors(transformer);
  const auto mapped = resolve(storeOf(expected), expected, NetworkKind::transformer);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_EQ(mapped->tensors.size(), expected.size());
}

TEST(KeyMaps, NamesAMissingKeyAndItsShape) {
  const auto expected = expectedTensors(transformer);
  auto store = storeOf(expected);
  store.tensors.erase("blocks.1.attn.qkv.weight");
  expectRefused(resolve(store, expected, NetworkKind::transformer), ErrorCode::keyMissing,
                "\"blocks.1.attn.qkv.weight\" of shape [48, 16]");
}

TEST(KeyMaps, NamesAnExtraKeyAndItsShape) {
  const auto expected = expectedTensors(transformer);
  auto store = storeOf(expected);
  store.tensors["blocks.3.attn.qkv.weight"] = zeros({48, 16});
  expectRefused(resolve(store, expected, NetworkKind::transformer), ErrorCode::keyUnexpected,
                "\"blocks.3.attn.qkv.weight\" of shape [48, 16]");
}

TEST(KeyMaps, NamesBothShapes) {
  const auto expected = expectedTensors(transformer);
  auto store = storeOf(expected);
  store.tensors["t_block.1.weight"] = zeros({96, 17});
  const auto mapped = resolve(store, expected, NetworkKind::transformer);
  expectRefused(mapped, ErrorCode::shapeMismatch, "[96, 17]");
  expectRefused(mapped, ErrorCode::shapeMismatch, "[96, 16]");
  expectRefused(mapped, ErrorCode::shapeMismatch, "t_block.1.weight");
}

TEST(KeyMaps, SaysWhichNetworkAFileHoldsInstead) {
  const auto store = storeOf(expectedTensors(tests::tinyVae()));
  expectRefused(resolve(store, expectedTensors(transformer), NetworkKind::transformer),
                ErrorCode::architectureMismatch, "but a VAE");
}

TEST(KeyMaps, RefusesWeightsThatAreIntegers) {
  const auto expected = expectedTensors(transformer);
  auto store = storeOf(expected);
  store.tensors["t_block.1.bias"] = zeros({96}, DataType::int64);
  expectRefused(resolve(store, expected, NetworkKind::transformer), ErrorCode::formatUnsupported, "I64");
}

TEST(KeyMaps, PositionTableMayBeAbsentButNotTheNullCaption) {
  const auto expected = expectedTensors(transformer);
  auto store = storeOf(expected);
  store.tensors.erase("pos_embed");
  const auto mapped = resolve(store, expected, NetworkKind::transformer);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_EQ(mapped->absent, std::vector<std::string>{"pos_embed"});
  store.tensors.erase("y_embedder.y_embedding");
  expectRefused(resolve(store, expected, NetworkKind::transformer), ErrorCode::keyMissing, "y_embedding");
  store.metadata[absentMetadataKey] = absentText({"pos_embed", "y_embedder.y_embedding"});
  EXPECT_TRUE(resolve(store, expected, NetworkKind::transformer))
      << "a converted diffusers model may lack it";
}

TEST(KeyMaps, SplitsAControlCheckpointIntoBaseAndBranch) {
  const ControlArchitecture control{2};
  const auto baseKeys = expectedTensors(transformer);
  const auto branchKeys = expectedTensors(control, transformer);
  auto store = storeOf(branchKeys);
  for (const auto& tensor : baseKeys) store.tensors.emplace("base_model." + tensor.key, zeros(tensor.shape));
  const auto baseModel = resolve(store, baseKeys, NetworkKind::transformer);
  ASSERT_TRUE(baseModel) << problem(baseModel);
  EXPECT_EQ(baseModel->tensors.size(), baseKeys.size());
  const auto branch = resolve(store, branchKeys, NetworkKind::control);
  ASSERT_TRUE(branch) << problem(branch);
  EXPECT_EQ(branch->tensors.size(), branchKeys.size());
  store.tensors["something.else"] = zeros({1});
  expectRefused(resolve(store, branchKeys, NetworkKind::control), ErrorCode::keyUnexpected, "something.else");
}

// ---- diffusers ----

// The tiny transformer under diffusers' names, with the attention projections apart.
TensorStore diffusersStore() {
  TensorStore store;
  const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
    store.tensors[name + ".weight"] = zeros({out, in});
    store.tensors[name + ".bias"] = zeros({out});
  };
  const std::int64_t c = transformer.width;
  store.tensors["pos_embed.proj.weight"] = zeros({c, 4, 2, 2});
  store.tensors["pos_embed.proj.bias"] = zeros({c});
  linear("adaln_single.emb.timestep_embedder.linear_1", c, 256);
  linear("adaln_single.emb.timestep_embedder.linear_2", c, c);
  linear("adaln_single.linear", 6 * c, c);
  linear("caption_projection.linear_1", c, transformer.captionWidth);
  linear("caption_projection.linear_2", c, c);
  linear("proj_out", 32, c);
  store.tensors["scale_shift_table"] = zeros({2, c});
  for (std::int64_t i = 0; i < transformer.depth; ++i) {
    const std::string block = "transformer_blocks." + std::to_string(i) + ".";
    store.tensors[block + "scale_shift_table"] = zeros({6, c});
    for (const char* attention : {"attn1", "attn2"}) {
      for (const char* part : {".to_q", ".to_k", ".to_v", ".to_out.0"})
        linear(block + attention + part, c, c);
    }
    linear(block + "ff.net.0.proj", 4 * c, c);
    linear(block + "ff.net.2", c, 4 * c);
  }
  return store;
}

TEST(KeyMaps, JoinsDiffusersProjectionsInOrder) {
  auto store = diffusersStore();
  const auto mapped = resolve(store, expectedTensors(transformer), NetworkKind::transformer);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_EQ(mapped->absent, (std::vector<std::string>{"pos_embed", "y_embedder.y_embedding"}));
  const auto& qkv = mapped->tensors.at("blocks.2.attn.qkv.weight");
  ASSERT_EQ(qkv.parts.size(), 3U);
  const auto at = [&](const char* key) { return store.tensors.at(key).data.data(); };
  EXPECT_EQ(qkv.parts[0].data.data(), at("transformer_blocks.2.attn1.to_q.weight"));
  EXPECT_EQ(qkv.parts[1].data.data(), at("transformer_blocks.2.attn1.to_k.weight"));
  EXPECT_EQ(qkv.parts[2].data.data(), at("transformer_blocks.2.attn1.to_v.weight"));
  const auto& kv = mapped->tensors.at("blocks.0.cross_attn.kv_linear.bias");
  ASSERT_EQ(kv.parts.size(), 2U);
  EXPECT_EQ(kv.parts[0].data.data(), at("transformer_blocks.0.attn2.to_k.bias"));
  EXPECT_EQ(kv.parts[1].data.data(), at("transformer_blocks.0.attn2.to_v.bias"));
}

TEST(KeyMaps, TakesDiffusersNullCaptionWhereThereIsOne) {
  auto store = diffusersStore();
  store.tensors["caption_projection.y_embedding"] = zeros({120, transformer.captionWidth});
  const auto mapped = resolve(store, expectedTensors(transformer), NetworkKind::transformer);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_TRUE(mapped->tensors.contains("y_embedder.y_embedding"));
}

TEST(KeyMaps, NamesTheSourceOfAMissingProjection) {
  auto store = diffusersStore();
  store.tensors.erase("transformer_blocks.1.attn1.to_k.weight");
  expectRefused(resolve(store, expectedTensors(transformer), NetworkKind::transformer), ErrorCode::keyMissing,
                "transformer_blocks.1.attn1.to_k.weight");
}

TEST(KeyMaps, RefusesProjectionsThatDoNotJoin) {
  auto store = diffusersStore();
  store.tensors["transformer_blocks.1.attn1.to_k.weight"] = zeros({16, 8});
  expectRefused(resolve(store, expectedTensors(transformer), NetworkKind::transformer),
                ErrorCode::shapeMismatch, "attn1.to_q");
  store = diffusersStore();
  store.tensors["transformer_blocks.1.attn1.to_k.weight"] = zeros({16, 16}, DataType::float16);
  expectRefused(resolve(store, expectedTensors(transformer), NetworkKind::transformer),
                ErrorCode::shapeMismatch, "different types");
}

TEST(KeyMaps, RefusesTheAdditionalConditionsOfOtherModels) {
  auto store = diffusersStore();
  store.tensors["adaln_single.emb.resolution_embedder.linear_1.weight"] = zeros({16, 256});
  expectRefused(resolve(store, expectedTensors(transformer), NetworkKind::transformer),
                ErrorCode::keyUnexpected, "resolution_embedder");
}

// ---- T5 and VAE ----

TEST(KeyMaps, TakesEitherNameOfTheVocabularyAndPassesOverTheDecoder) {
  const auto expected = expectedTensors(tests::tinyTextEncoder());
  auto store = storeOf(expected);
  store.tensors["decoder.block.0.layer.0.SelfAttention.q.weight"] = zeros({8, 8});
  store.tensors["lm_head.weight"] = zeros({4, 8});
  store.tensors["encoder.embed_tokens.weight"] = zeros({32128, 8});
  EXPECT_TRUE(resolve(store, expected, NetworkKind::textEncoder));
  store.tensors.erase("shared.weight");
  const auto mapped = resolve(store, expected, NetworkKind::textEncoder);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_TRUE(mapped->tensors.contains("shared.weight"));
  store.tensors.erase("encoder.embed_tokens.weight");
  expectRefused(resolve(store, expected, NetworkKind::textEncoder), ErrorCode::keyMissing, "shared.weight");
}

TEST(KeyMaps, TakesTheVaesOlderAttentionNamesAndConvolutions) {
  const auto expected = expectedTensors(tests::tinyVae());
  auto store = storeOf(expected);
  for (const std::string half : {"encoder", "decoder"}) {
    const std::string attention = half + ".mid_block.attentions.0.";
    for (const char* ending : {".weight", ".bias"}) {
      rename(store, attention + "to_q" + ending, attention + "query" + ending);
      rename(store, attention + "to_k" + ending, attention + "key" + ending);
      rename(store, attention + "to_v" + ending, attention + "value" + ending);
      rename(store, attention + "to_out.0" + ending, attention + "proj_attn" + ending);
    }
    store.tensors[attention + "query.weight"] = zeros({16, 16, 1, 1});
  }
  const auto mapped = resolve(store, expected, NetworkKind::vae);
  ASSERT_TRUE(mapped) << problem(mapped);
  EXPECT_EQ(mapped->tensors.size(), expected.size());
  const auto& query = mapped->tensors.at("encoder.mid_block.attentions.0.to_q.weight");
  EXPECT_EQ(query.parts.front().shape, (std::vector<std::int64_t>{16, 16}));
}

}  // namespace
}  // namespace chexgen::weights
