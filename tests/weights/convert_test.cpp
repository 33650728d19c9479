// Model folders: made of random numbers, converted from one another, and never half there.
#include <gtest/gtest.h>

#include <fstream>
#include <limits>

#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/weights/convert.h"
#include "core/weights/file_check.h"
#include "core/weights/inspect.h"
#include "core/weights/number_formats.h"
#include "core/weights/position_table.h"
#include "core/weights/random_model.h"
#include "core/weights/safetensors.h"
#include "core/weights/safetensors_writer.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::expectRefused;
using tests::problem;
namespace fs = std::filesystem;

RandomModelRequest tinyRequest(const tests::TemporaryFolder& folder, const std::string& name) {
  tests::writeFile(folder / "spiece.model", "pieces");
  RandomModelRequest request;
  request.transformer = tests::tinyTransformer();
  request.textEncoder = tests::tinyTextEncoder();
  request.vae = tests::tinyVae();
  request.controls = {{"mask", ControlArchitecture{2}}};
  request.type = StoredType::fp32;
  request.tokenizer = folder / "spiece.model";
  request.out = folder / name;
  return request;
}

TensorStore opened(const fs::path& path) {
  auto store = openTensors(path);
  EXPECT_TRUE(store) << problem(store);
  return store ? *store : TensorStore{};
}

std::vector<float> valuesOf(const fs::path& path, const std::string& key) {
  const auto store = opened(path);
  const auto found = store.tensors.find(key);
  if (found == store.tensors.end()) return {};
  return toFloats(found->second.data, found->second.type);
}

// Nothing but what was there before, and certainly no half-made folder.
void expectNoLeftovers(const tests::TemporaryFolder& folder) {
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.path().string().find(".partial"), std::string::npos) << entry.path();
  }
}

TEST(RandomModel, IsCompleteAndSaysThatItIsRandom) {
  const tests::TemporaryFolder folder;
  const auto made = createRandomModel(tinyRequest(folder, "model"));
  ASSERT_TRUE(made) << problem(made);
  const auto manifest = readManifest(folder / "model");
  ASSERT_TRUE(manifest) << problem(manifest);
  EXPECT_TRUE(manifest->randomWeights);
  EXPECT_EQ(manifest->description, "random weights, not a radiograph");
  const auto verified = verifyFiles(*manifest, folder / "model");
  EXPECT_TRUE(verified) << problem(verified);
  const auto inspection = inspect(folder / "model");
  ASSERT_TRUE(inspection) << problem(inspection);
  ASSERT_EQ(inspection->networks.size(), 4U);
  for (const auto& network : inspection->networks) EXPECT_EQ(network.problem, "") << network.label;
  expectNoLeftovers(folder);
}

TEST(RandomModel, DependsOnItsSeedAlone) {
  const tests::TemporaryFolder folder;
  auto request = tinyRequest(folder, "a");
  const auto a = createRandomModel(request);
  request.out = folder / "b";
  const auto b = createRandomModel(request);
  request.out = folder / "c";
  request.seed = 1;
  const auto c = createRandomModel(request);
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(a->transformerFile.sha256, b->transformerFile.sha256);
  EXPECT_NE(a->transformerFile.sha256, c->transformerFile.sha256);
}

TEST(RandomModel, LeavesNoMatrixEmptyAndKeepsThePositionTable) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(createRandomModel(tinyRequest(folder, "model")));
  for (const char* file : {"transformer", "control-mask", "vae", "text_encoder"}) {
    for (const auto& [key, view] : opened(folder / "model" / (std::string(file) + ".safetensors")).tensors) {
      if (key.ends_with(".bias")) continue;
      const auto values = toFloats(view.data, view.type);
      EXPECT_TRUE(std::any_of(values.begin(), values.end(), [](float v) { return v != 0; })) << key;
    }
  }
  const auto table = valuesOf(folder / "model/transformer.safetensors", "pos_embed");
  EXPECT_EQ(table, positionTable(tests::tinyTransformer()));
}

TEST(RandomModel, RefusesPartsThatDoNotFitBeforeWriting) {
  const tests::TemporaryFolder folder;
  auto request = tinyRequest(folder, "model");
  request.controls = {{"mask", ControlArchitecture{3}}};
  expectRefused(createRandomModel(request), ErrorCode::architectureMismatch, "copies 3 blocks");
  EXPECT_FALSE(fs::exists(folder / "model"));
}

class Convert : public testing::Test {
 protected:
  void SetUp() override {
    const auto made = createRandomModel(tinyRequest(folder_, "source"));
    ASSERT_TRUE(made) << problem(made);
  }
  ConvertRequest request(const std::string& out) const {
    ConvertRequest request;
    request.pipeline = folder_ / "source";
    request.out = folder_ / out;
    return request;
  }
  const tests::TemporaryFolder folder_;
};

TEST_F(Convert, KeepsAModelAsItIsByLinkingItsFiles) {
  const auto converted = convert(request("copy"), {}, {});
  ASSERT_TRUE(converted) << problem(converted);
  const auto source = readManifest(folder_ / "source");
  EXPECT_EQ(converted->transformerFile.sha256, source->transformerFile.sha256);
  EXPECT_EQ(converted->controls.at(0).file.sha256, source->controls.at(0).file.sha256);
  EXPECT_TRUE(converted->randomWeights);
  EXPECT_TRUE(verifyFiles(*converted, folder_ / "copy"));
  EXPECT_EQ(fs::hard_link_count(folder_ / "copy/transformer.safetensors"), 2U);
}

TEST_F(Convert, KeepsTheGuidanceThatSuitsTheModel) {
  auto wanted = request("guided");
  wanted.guidance = 1.5;
  ASSERT_TRUE(convert(wanted, {}, {}));
  EXPECT_EQ(readManifest(folder_ / "guided")->defaults.guidance, 1.5);
  ConvertRequest again;
  again.pipeline = folder_ / "guided";
  again.out = folder_ / "named";
  again.name = "starter";
  ASSERT_TRUE(convert(again, {}, {}));
  EXPECT_EQ(readManifest(folder_ / "named")->defaults.guidance, 1.5)
      << "naming it later changes nothing else";
}

TEST_F(Convert, DoesNotCallRandomWhatWasLearned) {
  auto wanted = request("learned");
  wanted.transformer = folder_ / "source/transformer.safetensors";
  wanted.dropControls = true;
  wanted.randomWeights = false;
  const auto learned = convert(wanted, {}, {});
  ASSERT_TRUE(learned) << problem(learned);
  EXPECT_FALSE(learned->randomWeights);
  EXPECT_EQ(learned->description, "");
  EXPECT_EQ(learned->licence, "");
  EXPECT_EQ(learned->origin.find("random numbers"), std::string::npos);
  // Naming it later tells nothing twice of where it comes from.
  ConvertRequest again;
  again.pipeline = folder_ / "learned";
  again.out = folder_ / "named";
  again.name = "starter";
  const auto named = convert(again, {}, {});
  ASSERT_TRUE(named) << problem(named);
  EXPECT_EQ(named->name, "starter");
  EXPECT_EQ(named->origin, learned->origin);
}

TEST_F(Convert, RoundsToBf16) {
  auto wanted = request("small");
  wanted.type = StoredType::bf16;
  const auto converted = convert(wanted, {}, {});
  ASSERT_TRUE(converted) << problem(converted);
  EXPECT_TRUE(verifyFiles(*converted, folder_ / "small"));
  const std::string key = "blocks.1.mlp.fc1.weight";
  const auto before = valuesOf(folder_ / "source/transformer.safetensors", key);
  const auto after = valuesOf(folder_ / "small/transformer.safetensors", key);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) ASSERT_EQ(fromBfloat16(toBfloat16(before[i])), after[i]);
  EXPECT_LT(converted->transformerFile.bytes, readManifest(folder_ / "source")->transformerFile.bytes);
}

TEST_F(Convert, ReportsProgressUpToItsTotal) {
  auto wanted = request("small");
  wanted.type = StoredType::bf16;
  std::vector<ConvertProgress> seen;
  ASSERT_TRUE(convert(wanted, [&](const ConvertProgress& progress) { seen.push_back(progress); }, {}));
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().done, seen.back().total);
  EXPECT_TRUE(
      std::is_sorted(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.done < b.done; }));
}

TEST_F(Convert, CancelLeavesNothing) {
  auto wanted = request("cancelled");
  wanted.type = StoredType::bf16;
  base::CancelToken cancel;
  const auto converted = convert(
      wanted, [&](const ConvertProgress&) { cancel.cancel(); }, cancel);
  expectRefused(converted, ErrorCode::cancelled, "cancelled");
  EXPECT_FALSE(fs::exists(folder_ / "cancelled"));
  expectNoLeftovers(folder_);
}

TEST_F(Convert, NeverTouchesAFolderThatIsNotEmpty) {
  tests::writeFile(folder_ / "full/file", "mine");
  expectRefused(convert(request("full"), {}, {}), ErrorCode::argumentInvalid, "not empty");
  EXPECT_TRUE(fs::exists(folder_ / "full/file"));
  fs::create_directory(folder_ / "empty");
  EXPECT_TRUE(convert(request("empty"), {}, {}));
}

TEST_F(Convert, SaysWhichPartsAreMissingAndWhereTheyComeFrom) {
  ConvertRequest wanted;
  wanted.transformer = folder_ / "source/transformer.safetensors";
  wanted.out = folder_ / "out";
  const auto converted = convert(wanted, {}, {});
  expectRefused(converted, ErrorCode::keyMissing, "the text encoder, the VAE, the tokenizer");
  EXPECT_THAT(converted.error().next, testing::HasSubstr("sd-vae-ft-ema"));
  EXPECT_THAT(converted.error().next, testing::HasSubstr("t5-v1_1-xxl"));
}

TEST_F(Convert, RefusesValuesThatFp16CannotHold) {
  const TransformerArchitecture architecture = tests::tinyTransformer();
  std::vector<TensorDeclaration> declarations;
  for (const auto& tensor : expectedTensors(architecture)) {
    declarations.push_back({tensor.key, DataType::float32, tensor.shape});
  }
  auto writer = SafetensorsWriter::create(folder_ / "large.safetensors", declarations,
                                          {{architectureMetadataKey, toJson(architecture).dump()}});
  ASSERT_TRUE(writer);
  for (const auto& tensor : declarations) {
    const auto count = *bytesOfShape(tensor.shape, DataType::float32) / sizeof(float);
    const std::vector<float> values(static_cast<std::size_t>(count), 1e5F);
    ASSERT_TRUE(writer->append(tensor.name, std::as_bytes(std::span(values))));
  }
  ASSERT_TRUE(writer->publish());
  auto wanted = request("half");
  wanted.transformer = folder_ / "large.safetensors";
  wanted.type = StoredType::fp16;
  wanted.controls.clear();
  expectRefused(convert(wanted, {}, {}), ErrorCode::numericalFailure, "fp16");
  EXPECT_FALSE(fs::exists(folder_ / "half"));
}

TEST_F(Convert, RefusesWeightsThatAreNoNumbersHoweverTheyAreStored) {
  const auto source = opened(folder_ / "source/vae.safetensors");
  std::vector<TensorDeclaration> declarations;
  for (const auto& [key, view] : source.tensors) declarations.push_back({key, view.type, view.shape});
  const std::string bad = declarations[3].name;
  auto writer = SafetensorsWriter::create(folder_ / "bad.safetensors", declarations,
                                          {{architectureMetadataKey, toJson(tests::tinyVae()).dump()}});
  ASSERT_TRUE(writer);
  for (const auto& declaration : declarations) {
    const TensorView& view = source.tensors.at(declaration.name);
    auto values = toFloats(view.data, view.type);
    if (declaration.name == bad) values.back() = std::numeric_limits<float>::quiet_NaN();
    ASSERT_TRUE(writer->append(declaration.name, fromFloats(values, view.type)));
  }
  ASSERT_TRUE(writer->publish());
  for (const StoredType type : {StoredType::keep, StoredType::bf16, StoredType::fp16}) {
    auto wanted = request("out");
    wanted.vae = folder_ / "bad.safetensors";
    wanted.type = type;
    expectRefused(convert(wanted, {}, {}), ErrorCode::numericalFailure, bad);
    EXPECT_FALSE(fs::exists(folder_ / "out"));
  }
}

TEST_F(Convert, RefusesATransformerForAnotherTextEncoder) {
  auto other = tinyRequest(folder_, "other");
  other.textEncoder.width = 24;
  ASSERT_TRUE(createRandomModel(other));
  auto wanted = request("mixed");
  wanted.textEncoder = folder_ / "other/text_encoder.safetensors";
  expectRefused(convert(wanted, {}, {}), ErrorCode::architectureMismatch, "captions of width 8");
  EXPECT_FALSE(fs::exists(folder_ / "mixed"));
}

// ---- controls with their base inside ----

// An authors-like control checkpoint of the model in `model`, as safetensors: base and branch in one file.
void writeControlCheckpoint(const fs::path& model, const fs::path& target, float factor) {
  const auto transformer = opened(model / "transformer.safetensors");
  const auto control = opened(model / "control-mask.safetensors");
  std::vector<std::pair<std::string, const TensorView*>> all;
  for (const auto& [key, view] : transformer.tensors) all.emplace_back("base_model." + key, &view);
  for (const auto& [key, view] : control.tensors) all.emplace_back(key, &view);
  std::vector<TensorDeclaration> declarations;
  for (const auto& [key, view] : all) declarations.push_back({key, view->type, view->shape});
  auto writer = SafetensorsWriter::create(target, declarations);
  ASSERT_TRUE(writer);
  for (const auto& [key, view] : all) {
    auto values = toFloats(view->data, view->type);
    // The release starts the null caption anew at every load: it must not matter.
    if (key.find("y_embedding") != std::string::npos) values.assign(values.size(), 9.0F);
    if (key.find("base_model.blocks.2") != std::string::npos) {
      for (float& value : values) value *= factor;
    }
    ASSERT_TRUE(writer->append(key, fromFloats(values, view->type)));
  }
  ASSERT_TRUE(writer->publish());
}

TEST_F(Convert, TakesTheBaseFromTheControl) {
  writeControlCheckpoint(folder_ / "source", folder_ / "control.safetensors", 1.0F);
  ConvertRequest wanted;
  wanted.controls = {{"boxes", folder_ / "control.safetensors"}};
  wanted.vae = folder_ / "source/vae.safetensors";
  wanted.textEncoder = folder_ / "source/text_encoder.safetensors";
  wanted.tokenizer = folder_ / "spiece.model";
  wanted.hints.heads = 2;
  wanted.out = folder_ / "out";
  const auto converted = convert(wanted, {}, {});
  ASSERT_TRUE(converted) << problem(converted);
  EXPECT_EQ(converted->transformer, tests::tinyTransformer());
  ASSERT_NE(converted->control("boxes"), nullptr);
  EXPECT_EQ(converted->name, "out");
  EXPECT_EQ(valuesOf(folder_ / "out/transformer.safetensors", "blocks.2.attn.qkv.weight"),
            valuesOf(folder_ / "source/transformer.safetensors", "blocks.2.attn.qkv.weight"));
}

TEST_F(Convert, ForgetsWhatABranchForBoxesLearnedWhenItIsReplaced) {
  auto told = request("told");
  told.boxFindings = std::vector<std::string>{"Lung", "Heart"};
  ASSERT_TRUE(convert(told, {}, {}));
  ConvertRequest again{.pipeline = folder_ / "told", .out = folder_ / "again"};
  const auto kept = convert(again, {}, {});
  ASSERT_TRUE(kept) << problem(kept);
  EXPECT_EQ(kept->boxFindings, *told.boxFindings);
  writeControlCheckpoint(folder_ / "source", folder_ / "control.safetensors", 1.0F);
  again.controls = {{"boxes", folder_ / "control.safetensors"}};
  again.out = folder_ / "replaced";
  const auto replaced = convert(again, {}, {});
  ASSERT_TRUE(replaced) << problem(replaced);
  EXPECT_TRUE(replaced->boxFindings.empty());
}

TEST_F(Convert, AcceptsAControlOfTheSameBaseOnly) {
  auto wanted = request("out");
  wanted.controls = {{"mask", folder_ / "control.safetensors"}};
  writeControlCheckpoint(folder_ / "source", folder_ / "control.safetensors", 1.001F);
  expectRefused(convert(wanted, {}, {}), ErrorCode::architectureMismatch, "another base model");
  EXPECT_FALSE(fs::exists(folder_ / "out"));
  writeControlCheckpoint(folder_ / "source", folder_ / "control.safetensors", 1.0F);
  const auto converted = convert(wanted, {}, {});
  ASSERT_TRUE(converted) << problem(converted);
}

TEST_F(Convert, ComparesBasesInTheCoarserType) {
  writeControlCheckpoint(folder_ / "source", folder_ / "control.safetensors", 1.0F);
  auto small = request("small");
  small.type = StoredType::bf16;
  ASSERT_TRUE(convert(small, {}, {}));
  auto wanted = request("out");
  wanted.pipeline = folder_ / "small";
  wanted.controls = {{"mask", folder_ / "control.safetensors"}};
  const auto converted = convert(wanted, {}, {});
  ASSERT_TRUE(converted) << problem(converted);
}

TEST_F(Convert, NeedsATransformerForABareBranch) {
  ConvertRequest wanted;
  wanted.controls = {{"mask", folder_ / "source/control-mask.safetensors"}};
  wanted.vae = folder_ / "source/vae.safetensors";
  wanted.textEncoder = folder_ / "source/text_encoder.safetensors";
  wanted.tokenizer = folder_ / "spiece.model";
  wanted.out = folder_ / "out";
  expectRefused(convert(wanted, {}, {}), ErrorCode::keyMissing, "no base model");
}

// ---- inspect ----

TEST_F(Convert, InspectNamesWhatIsWrongWithOneFile) {
  fs::resize_file(folder_ / "source/vae.safetensors", 5000);
  const auto inspection = inspect(folder_ / "source");
  ASSERT_TRUE(inspection) << problem(inspection);
  for (const auto& network : inspection->networks) EXPECT_EQ(network.problem.empty(), network.label != "VAE");
}

TEST_F(Convert, InspectTellsACheckpointsNetworks) {
  writeControlCheckpoint(folder_ / "source", folder_ / "control.safetensors", 1.0F);
  const auto inspection = inspect(folder_ / "control.safetensors");
  ASSERT_TRUE(inspection) << problem(inspection);
  ASSERT_EQ(inspection->networks.size(), 2U);
  EXPECT_EQ(inspection->networks[0].kind, NetworkKind::transformer);
  EXPECT_THAT(inspection->networks[0].problem, testing::HasSubstr("heads"));
  EXPECT_EQ(inspection->networks[1].kind, NetworkKind::control);
  EXPECT_EQ(inspection->networks[1].problem, "");
}

}  // namespace
}  // namespace chexgen::weights
