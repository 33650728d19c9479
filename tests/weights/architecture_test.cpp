// Sizes: the family, their JSON form, and reading them back from tensors.
#include <gtest/gtest.h>

#include <cstring>

#include "core/weights/architecture.h"
#include "core/weights/infer_architecture.h"
#include "core/weights/number_formats.h"
#include "core/weights/position_table.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using base::Json;
using tests::expectRefused;
using tests::problem;
using tests::storeOf;
using tests::tinyTextEncoder;
using tests::tinyTransformer;
using tests::tinyVae;

TEST(Family, NamesTheReleasedModels) {
  const auto large = transformerByName("XL/2", 512);
  ASSERT_TRUE(large) << problem(large);
  EXPECT_EQ(*large, TransformerArchitecture{});
  EXPECT_EQ(familyName(*large), "XL/2");
  const auto small = transformerByName("XL/2", 256);
  ASSERT_TRUE(small);
  EXPECT_EQ(small->inputSize, 32);
  EXPECT_EQ(small->positionScale, 1.0);
  for (const std::string name : {"L/2", "B/4", "S/8"}) {
    const auto member = transformerByName(name, 256);
    ASSERT_TRUE(member) << problem(member);
    EXPECT_EQ(familyName(*member), name);
    EXPECT_EQ(familyHeads(member->width), member->heads);
  }
}

TEST(Family, RefusesUnknownNamesAndSizes) {
  for (const char* name : {"XL", "XL/3", "XXL/2", "", "/2", "xl/2", "XL/22"}) {
    expectRefused(transformerByName(name, 256), ErrorCode::argumentInvalid, name);
  }
  for (const std::int64_t size : {0, -256, 100, 264 + 4, 1 << 20}) {
    expectRefused(transformerByName("XL/2", size), ErrorCode::argumentInvalid, "multiple of 16");
  }
}

TEST(ArchitectureJson, SurvivesTheRoundTrip) {
  EXPECT_EQ(*transformerFromJson(toJson(tinyTransformer())), tinyTransformer());
  EXPECT_EQ(*textEncoderFromJson(toJson(tinyTextEncoder())), tinyTextEncoder());
  EXPECT_EQ(*vaeFromJson(toJson(tinyVae())), tinyVae());
  EXPECT_EQ(*controlFromJson(toJson(ControlArchitecture{5})), ControlArchitecture{5});
}

TEST(ArchitectureJson, RefusesMissingAndImpossibleNumbers) {
  const auto with = [](const char* key, const Json& value) {
    Json json = toJson(tinyTransformer());
    json[key] = value;
    return transformerFromJson(json);
  };
  for (const Json& value :
       {Json(0), Json(-1), Json(1.5), Json("2"), Json(true), Json(nullptr), Json(1LL << 60)}) {
    expectRefused(with("depth", value), ErrorCode::formatInvalid, "depth");
    expectRefused(with("width", value), ErrorCode::formatInvalid, "width");
    expectRefused(with("patch", value), ErrorCode::formatInvalid, "patch");
  }
  expectRefused(with("depth", 100'000), ErrorCode::formatInvalid, "depth");
  expectRefused(with("positionScale", 0), ErrorCode::formatInvalid, "positionScale");
  expectRefused(with("heads", 3), ErrorCode::architectureMismatch, "multiple of heads");
  expectRefused(with("patch", 3), ErrorCode::architectureMismatch, "multiple of patch");
  Json json = toJson(tinyTransformer());
  json.erase("tokens");
  expectRefused(transformerFromJson(json), ErrorCode::formatInvalid, "tokens");
  expectRefused(transformerFromJson(Json::array()), ErrorCode::formatInvalid, "not an object");
}

TEST(ArchitectureJson, RefusesImpossibleVaes) {
  for (const Json& channels :
       {Json::array(), Json({8, 7}), Json({0}), Json({-4}), Json({4.5}), Json("8"), Json({1e300})}) {
    Json json = toJson(tinyVae());
    json["blockChannels"] = channels;
    EXPECT_FALSE(vaeFromJson(json)) << channels;
  }
}

// ---- inference ----

TEST(Infer, FindsEveryArchitectureInItsOwnTensors) {
  auto transformer = storeOf(expectedTensors(tinyTransformer()));
  const auto inferred = inferTransformer(transformer, Json(), {2, std::nullopt, std::nullopt});
  ASSERT_TRUE(inferred) << problem(inferred);
  EXPECT_EQ(*inferred, tinyTransformer());
  const auto encoder = inferTextEncoder(storeOf(expectedTensors(tinyTextEncoder())), Json());
  ASSERT_TRUE(encoder) << problem(encoder);
  EXPECT_EQ(*encoder, tinyTextEncoder());
  const auto vae = inferVae(storeOf(expectedTensors(tinyVae())), Json{{"norm_num_groups", 4}});
  ASSERT_TRUE(vae) << problem(vae);
  EXPECT_EQ(*vae, tinyVae());
  const auto control = inferControl(storeOf(expectedTensors(ControlArchitecture{2}, tinyTransformer())));
  ASSERT_TRUE(control);
  EXPECT_EQ(control->copiedBlocks, 2);
}

TEST(Infer, AsksForHeadsThatNothingTells) {
  const auto store = storeOf(expectedTensors(tinyTransformer()));
  const auto inferred = inferTransformer(store, Json());
  expectRefused(inferred, ErrorCode::architectureMismatch, "heads");
  EXPECT_THAT(inferred.error().next, testing::HasSubstr("--heads"));
  EXPECT_EQ(inferTransformer(store, Json{{"num_attention_heads", 4}})->heads, 4);
  EXPECT_EQ(inferTransformer(store, Json{{"num_heads", 4}}, {2, std::nullopt, std::nullopt})->heads, 2);
  expectRefused(inferTransformer(store, Json{{"num_heads", 3}}), ErrorCode::architectureMismatch, "divide");
}

TEST(Infer, ReadsTheFilesOwnMetadataFirst) {
  auto store = storeOf(expectedTensors(tinyTransformer()));
  store.metadata[architectureMetadataKey] = toJson(tinyTransformer()).dump();
  const auto inferred = inferTransformer(store, Json());
  ASSERT_TRUE(inferred) << problem(inferred);
  EXPECT_EQ(*inferred, tinyTransformer());
}

// A store whose position table was made with this scale and stored in this type.
TensorStore withPositions(double scale, DataType type) {
  auto architecture = tinyTransformer();
  architecture.positionScale = scale;
  auto store = storeOf(expectedTensors(architecture));
  const auto memory = std::make_shared<std::vector<std::byte>>(fromFloats(positionTable(architecture), type));
  auto& table = store.tensors.at("pos_embed");
  table.type = type;
  table.data = *memory;
  table.owner = memory;
  return store;
}

TEST(Infer, ReadsThePositionScaleFromTheStoredTable) {
  for (const DataType type : {DataType::float32, DataType::bfloat16, DataType::float16}) {
    for (const double scale : {1.0, 2.0, 1.5}) {
      const auto inferred =
          inferTransformer(withPositions(scale, type), Json(), {2, std::nullopt, std::nullopt});
      ASSERT_TRUE(inferred) << problem(inferred);
      EXPECT_EQ(inferred->positionScale, scale) << name(type);
    }
  }
}

TEST(Infer, RefusesAPositionScaleThatTheTableContradicts) {
  const auto store = withPositions(2.0, DataType::float32);
  expectRefused(inferTransformer(store, Json(), {2, std::nullopt, 1.0}), ErrorCode::architectureMismatch,
                "position scale");
  EXPECT_TRUE(inferTransformer(store, Json{{"pos_embed_scale", 2.0}, {"num_heads", 2}}));
}

TEST(Infer, PutsNoWeightOnATableThatIsNoSinCos) {
  const auto store = storeOf(expectedTensors(tinyTransformer()));  // zeros
  EXPECT_EQ(inferTransformer(store, Json(), {2, std::nullopt, 3.0})->positionScale, 3.0);
}

TEST(Infer, RefusesConfigurationsOfOtherNetworks) {
  const auto transformer = storeOf(expectedTensors(tinyTransformer()));
  expectRefused(inferTransformer(transformer, Json{{"norm_type", "ada_norm_zero"}}),
                ErrorCode::formatUnsupported, "norm_type");
  expectRefused(inferTransformer(transformer, Json{{"num_layers", 28}, {"num_heads", 2}}),
                ErrorCode::architectureMismatch, "num_layers");
  const auto vae = storeOf(expectedTensors(tinyVae()));
  expectRefused(inferVae(vae, Json{{"shift_factor", 0.1}}), ErrorCode::formatUnsupported, "shift_factor");
  expectRefused(inferVae(vae, Json{{"norm_num_groups", 3}}), ErrorCode::architectureMismatch, "normGroups");
  const auto encoder = storeOf(expectedTensors(tinyTextEncoder()));
  expectRefused(inferTextEncoder(encoder, Json{{"feed_forward_proj", "relu"}}), ErrorCode::formatUnsupported,
                "relu");
}

TEST(Infer, RefusesStoresOfOtherShapes) {
  auto store = storeOf(expectedTensors(tinyTransformer()));
  store.tensors["x_embedder.proj.weight"] = tests::zeros({16, 4});
  expectRefused(inferTransformer(store, Json()), ErrorCode::shapeMismatch, "x_embedder");
  expectRefused(inferTransformer(TensorStore{}, Json()), ErrorCode::keyMissing, "x_embedder");
  auto odd = storeOf(expectedTensors(tinyTransformer()));
  odd.tensors["pos_embed"] = tests::zeros({1, 15, 16});
  expectRefused(inferTransformer(odd, Json(), {2, std::nullopt, std::nullopt}),
                ErrorCode::architectureMismatch, "square");
}

TEST(Config, IsOnlyTakenFromItsOwnKindOfNetwork) {
  const tests::TemporaryFolder folder;
  tests::writeFile(folder / "config.json", R"({"_class_name":"AutoencoderKL","norm_num_groups":4})");
  EXPECT_TRUE(configBeside(folder.path(), NetworkKind::vae)->is_object());
  EXPECT_TRUE(configBeside(folder / "weights.safetensors", NetworkKind::vae)->is_object());
  EXPECT_TRUE(configBeside(folder.path(), NetworkKind::transformer)->is_null());
  tests::writeFile(folder / "config.json", "{");
  EXPECT_FALSE(configBeside(folder.path(), NetworkKind::vae));
}

}  // namespace
}  // namespace chexgen::weights
