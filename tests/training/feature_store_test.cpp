// The encoded data set: written shard by shard, taken up after a kill, read back.
#include <gtest/gtest.h>

#include <csignal>

#include "core/base/sha256.h"
#include "core/training/feature_store.h"
#include "core/training/feature_writer.h"
#include "core/weights/safetensors_writer.h"
#include "tests/jobs/child_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::Bytes;
using tests::expectRefused;
using weights::DataType;
using Shape = std::vector<std::int64_t>;

constexpr std::size_t rowCount = 5;
constexpr std::size_t latentNumbers = std::size_t{4} * 2 * 3;

// Numbers that differ for every tensor.
Bytes latentBytes(std::size_t row, std::size_t variant, float sign) {
  std::vector<float> numbers(latentNumbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = sign * static_cast<float>(1000 * row + 100 * variant + i);
  }
  return tests::floats(numbers);
}
// Row r has r + 1 tokens of width 2, in fp16.
Bytes captionBytes(std::size_t row) {
  std::vector<float> numbers((row + 1) * 2);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = static_cast<float>(row) + static_cast<float>(i) / 4;
  const auto bytes = weights::fromFloats(numbers, DataType::float16);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Features : public testing::Test {
 protected:
  Features() {
    index_.encodedBy = {.vae = "vae", .textEncoder = "t5", .tokenizer = "spiece"};
    index_.latentShape = {4, 2, 3};
    index_.captionWidth = 2;
    index_.imageSize = 24;
    index_.conditions = "mask";
    index_.variants = 2;
    index_.tableSha256 = "table";
    index_.rowsPerShard = 2;
    for (std::size_t row = 0; row < rowCount; ++row) {
      rows_.push_back({"id" + std::to_string(row), "prompt \xff " + std::to_string(row),
                       row == 3 ? Split::validation : Split::train, "p" + std::to_string(row / 2)});
    }
    rows_[0].prompt = "Clear, \"normal\".\n";
    for (std::size_t row = 0; row < rowCount; ++row) {
      for (std::size_t v = 0; v < 2; ++v) {
        bytes_.push_back(latentBytes(row, v, 1));
        bytes_.push_back(latentBytes(row, v, -1));
      }
      bytes_.push_back(captionBytes(row));
    }
  }

  [[nodiscard]] EncodedRow row(std::size_t number) const {
    const auto tensor = [&](std::size_t i, DataType type) {
      return EncodedTensor{type, tests::bytesOf(bytes_[number * 5 + i])};
    };
    return {{tensor(0, DataType::float32), tensor(2, DataType::float32)},
            {tensor(1, DataType::float32), tensor(3, DataType::float32)},
            tensor(4, DataType::float16)};
  }
  [[nodiscard]] FeatureWriter writer() const {
    auto created = FeatureWriter::create(folder(), index_, rows_);
    EXPECT_TRUE(created) << tests::problem(created);
    return std::move(created).value();
  }
  void write(const FeatureWriter& writer, std::size_t shard) const {
    std::vector<EncodedRow> encoded;
    for (std::size_t i = writer.rowsOf(shard).begin; i < writer.rowsOf(shard).end; ++i)
      encoded.push_back(row(i));
    const auto written = writer.writeShard(shard, encoded);
    EXPECT_TRUE(written) << tests::problem(written);
  }
  void writeAll() const {
    const FeatureWriter all = writer();
    for (const std::size_t shard : all.missingShards()) write(all, shard);
  }
  [[nodiscard]] std::filesystem::path folder() const { return temporary_ / "encoded"; }

  tests::TemporaryFolder temporary_;
  FeatureIndex index_;
  std::vector<FeatureRow> rows_;
  std::vector<Bytes> bytes_;
};

TEST_F(Features, ComeBackAsTheyWereWritten) {
  writeAll();
  const auto store = FeatureStore::open(folder());
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(store->index(), index_);
  EXPECT_EQ(store->sha256(), base::sha256OfFile(folder() / "index.json").value());
  ASSERT_EQ(store->rows().size(), rowCount);
  EXPECT_EQ(store->rows()[0], rows_[0]);
  EXPECT_EQ(store->rows()[3].patient, "p1");
  EXPECT_THAT(store->rowsIn(Split::train), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(store->rowsIn(Split::validation), ElementsAre(3));
  EXPECT_THAT(store->rowsIn(Split::test), IsEmpty());
  for (std::size_t row = 0; row < rowCount; ++row) {
    for (std::size_t v = 0; v < 2; ++v) {
      const auto latent = store->latent(row, v);
      const auto condition = store->condition(row, v);
      ASSERT_TRUE(latent && condition) << tests::problem(latent) << tests::problem(condition);
      EXPECT_EQ(latent->shape, (Shape{4, 2, 3}));
      EXPECT_EQ(tests::numbersOf(*latent).back(), static_cast<float>(1000 * row + 100 * v + 23));
      EXPECT_EQ(tests::numbersOf(*condition).back(), -static_cast<float>(1000 * row + 100 * v + 23));
    }
    const auto caption = store->caption(row);
    ASSERT_TRUE(caption) << tests::problem(caption);
    EXPECT_EQ(caption->type, DataType::float16);
    EXPECT_EQ(caption->shape, (Shape{static_cast<std::int64_t>(row) + 1, 2}));
    EXPECT_EQ(tests::numbersOf(*caption)[1], static_cast<float>(row) + 0.25F);
  }
}

TEST_F(Features, OutliveTheStore) {
  writeAll();
  weights::TensorView latent;
  {
    const auto store = FeatureStore::open(folder());
    ASSERT_TRUE(store) << tests::problem(store);
    latent = store->latent(4, 1).value();
  }
  EXPECT_EQ(tests::numbersOf(latent).front(), 4100);
}

TEST_F(Features, RefuseWhatIsNotThere) {
  writeAll();
  const auto store = FeatureStore::open(folder());
  ASSERT_TRUE(store) << tests::problem(store);
  expectRefused(store->latent(rowCount), ErrorCode::argumentInvalid, "no row 5");
  expectRefused(store->condition(0, 2), ErrorCode::argumentInvalid, "variant 2");
}

TEST_F(Features, MayLackConditionsAndCaptions) {
  index_.conditions.clear();
  index_.captionWidth = 0;
  const FeatureWriter plain = writer();
  for (const std::size_t shard : plain.missingShards()) {
    std::vector<EncodedRow> encoded;
    for (std::size_t i = plain.rowsOf(shard).begin; i < plain.rowsOf(shard).end; ++i) {
      encoded.push_back({row(i).latents, {}, {}});
    }
    const auto written = plain.writeShard(shard, encoded);
    ASSERT_TRUE(written) << tests::problem(written);
  }
  const auto store = FeatureStore::open(folder());
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_TRUE(store->latent(1));
  expectRefused(store->condition(1), ErrorCode::argumentInvalid, "no condition");
  expectRefused(store->caption(1), ErrorCode::argumentInvalid, "not encoded");
}

TEST_F(Features, AreTakenUpAtTheFirstMissingShard) {
  {
    const FeatureWriter first = writer();
    EXPECT_EQ(first.shards(), 3U);
    EXPECT_EQ(first.rowsOf(2).begin, 4U);
    EXPECT_EQ(first.rowsOf(2).end, 5U);
    EXPECT_THAT(first.missingShards(), ElementsAre(0, 1, 2));
    write(first, 0);
  }
  // The next process is killed while it writes shard 1.
  tests::ChildProcess killed([this] {
    const weights::TensorDeclaration declared{"latent.2.0", DataType::float32, {4, 2, 3}};
    auto half = weights::SafetensorsWriter::create(shardFile(folder(), 1), {declared});
    static_cast<void>(half->append("latent.2.0", tests::bytesOf(bytes_[10]).first(40)));
    ::raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(killed.wait(), -1);
  const auto files = [this] {
    return std::distance(std::filesystem::directory_iterator(folder()),
                         std::filesystem::directory_iterator());
  };
  EXPECT_EQ(files(), 3) << "the index, shard 0 and what the killed process left";
  expectRefused(FeatureStore::open(folder()), ErrorCode::fileMissing, "shard 2 of 3 is missing");

  const FeatureWriter again = writer();
  EXPECT_THAT(again.missingShards(), ElementsAre(1, 2));
  write(again, 1);
  EXPECT_EQ(files(), 3) << "the leftover is gone";
  write(again, 2);
  EXPECT_THAT(again.missingShards(), IsEmpty());
  EXPECT_TRUE(FeatureStore::open(folder()));
}

TEST_F(Features, OfAnotherDataSetAreNeverMixedIn) {
  writeAll();
  const auto expectOther = [this](const FeatureIndex& index, const std::vector<FeatureRow>& rows) {
    expectRefused(FeatureWriter::create(folder(), index, rows), ErrorCode::architectureMismatch, "another");
  };
  FeatureIndex otherModel = index_;
  otherModel.encodedBy.vae = "other";
  expectOther(otherModel, rows_);
  FeatureIndex otherTable = index_;
  otherTable.tableSha256 = "other";
  expectOther(otherTable, rows_);
  std::vector<FeatureRow> otherRows = rows_;
  otherRows[4].split = Split::test;
  expectOther(index_, otherRows);
  EXPECT_TRUE(FeatureStore::open(folder())) << "the folder is unchanged";
}

TEST_F(Features, TellWhichModelEncodedThem) {
  writeAll();
  const auto store = FeatureStore::open(folder());
  ASSERT_TRUE(store) << tests::problem(store);
  EncodedBy model = index_.encodedBy;
  EXPECT_TRUE(store->checkEncodedBy(model));
  model.vae = "another";
  expectRefused(store->checkEncodedBy(model), ErrorCode::hashMismatch, "VAE");
  model.vae.clear();
  EXPECT_TRUE(store->checkEncodedBy(model)) << "an unknown hash is not compared";
  model.textEncoder = "another";
  expectRefused(store->checkEncodedBy(model), ErrorCode::hashMismatch, "text encoder");
}

TEST_F(Features, RefuseTensorsThatDoNotFit) {
  const FeatureWriter refusing = writer();
  const auto expect = [&](const std::string& part, const EncodedRow& last) {
    const std::vector<EncodedRow> encoded{last};
    expectRefused(refusing.writeShard(2, encoded), ErrorCode::argumentInvalid, part);
    EXPECT_FALSE(refusing.isComplete(2));
  };
  EncodedRow one = row(4);
  one.latents.pop_back();
  expect("each variant", one);
  one = row(4);
  one.conditions.clear();
  expect("each variant", one);
  one = row(4);
  one.latents[1].bytes = one.latents[1].bytes.first(92);
  expect("latent.4.1 does not have the shape [4, 2, 3]", one);
  one = row(4);
  one.latents[0].type = DataType::int32;
  expect("neither fp32, fp16 nor bf16", one);
  one = row(4);
  one.caption.bytes = {};
  expect("no token", one);
  one = row(4);
  one.caption.bytes = one.caption.bytes.first(6);
  expect("caption.4", one);
  expectRefused(refusing.writeShard(3, {}), ErrorCode::argumentInvalid, "not those of shard 3");
  expectRefused(refusing.writeShard(2, {}), ErrorCode::argumentInvalid, "not those of shard 2");
}

TEST_F(Features, RefuseAnIndexOutOfRange) {
  const auto expect = [this](const std::string& part, void (*change)(FeatureIndex&)) {
    FeatureIndex index = index_;
    change(index);
    expectRefused(FeatureWriter::create(folder(), index, rows_), ErrorCode::argumentInvalid, part);
  };
  expect("latent", [](FeatureIndex& i) { i.latentShape[1] = 0; });
  expect("width", [](FeatureIndex& i) { i.captionWidth = -1; });
  expect("side", [](FeatureIndex& i) { i.imageSize = -1; });
  expect("variants", [](FeatureIndex& i) { i.variants = 0; });
  expect("shard", [](FeatureIndex& i) { i.rowsPerShard = 0; });
  expect("scaling", [](FeatureIndex& i) { i.scalingFactor = 0; });
  expect("conditions", [](FeatureIndex& i) { i.conditions = "given"; });
  expectRefused(FeatureWriter::create(folder(), index_, {}), ErrorCode::argumentInvalid, "no rows");
  EXPECT_FALSE(std::filesystem::exists(folder()));
}

TEST_F(Features, RefuseDamagedFolders) {
  expectRefused(FeatureStore::open(folder()), ErrorCode::fileMissing, "");
  writeAll();
  const auto indexFile = folder() / "index.json";
  const auto sound = base::readJsonFile(indexFile).value();
  const auto expect = [&](ErrorCode code, const std::string& part,
                          const std::function<void(base::Json&)>& change) {
    base::Json json = sound;
    change(json);
    ASSERT_TRUE(base::writeFileAtomically(indexFile, json.dump()));
    expectRefused(FeatureStore::open(folder()), code, part);
  };
  using base::Json;
  expect(ErrorCode::formatUnsupported, "schema 2", [](Json& j) { j["schema"] = 2; });
  expect(ErrorCode::formatInvalid, "latent_shape", [](Json& j) { j["latent_shape"] = {4, 2}; });
  expect(ErrorCode::formatInvalid, "encoded_by", [](Json& j) { j.erase("encoded_by"); });
  expect(ErrorCode::formatInvalid, "variants", [](Json& j) { j["variants"] = 0; });
  expect(ErrorCode::shapeMismatch, "latent.0.0", [](Json& j) { j["latent_shape"] = {4, 3, 2}; });
  expect(ErrorCode::shapeMismatch, "caption.0", [](Json& j) { j["caption_width"] = 3; });
  expect(ErrorCode::keyMissing, "latent.0.2", [](Json& j) { j["variants"] = 3; });
  expect(ErrorCode::formatInvalid, "2 rows instead of 3", [](Json& j) { j["rows_per_shard"] = 3; });
  expect(ErrorCode::hashMismatch, "rows", [](Json& j) { j["rows_sha256"] = "other"; });
  expect(ErrorCode::formatInvalid, "1 rows instead of 2", [](Json& j) { j["rows"] = 6; });
}

// ---- the release's lists ----

class FeatureLists : public testing::Test {
 protected:
  base::Result<FeatureStore> open(const std::string& list) {
    for (const char* name : {"image.npz", "text.npz", "text-compressed.npz", "condition.npz"}) {
      std::filesystem::copy_file(tests::numpyFile(name), folder_ / name,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    tests::writeFile(folder_ / "list.txt", list);
    CHEXGEN_ASSIGN(DataTable table, readFeatureList(folder_ / "list.txt"));
    table.rows.back().split = Split::validation;
    return FeatureStore::open(table);
  }
  tests::TemporaryFolder folder_;
};

TEST_F(FeatureLists, GiveTheSameAccessors) {
  const auto store = open("image.npz text.npz condition.npz\ncondition.npz text-compressed.npz image.npz\n");
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(store->index().latentShape, (std::array<std::int64_t, 3>{4, 2, 2}));
  EXPECT_EQ(store->index().captionWidth, 3);
  EXPECT_EQ(store->index().conditions, "given");
  EXPECT_EQ(store->rows()[1].id, "condition");
  EXPECT_THAT(store->rowsIn(Split::validation), ElementsAre(1));
  EXPECT_EQ(tests::numbersOf(store->latent(0).value()).back(), 15.0F / 8);
  EXPECT_EQ(tests::numbersOf(store->condition(0).value()).back(), -15.0F / 8);
  EXPECT_EQ(store->caption(0)->shape, (Shape{2, 3}));
  EXPECT_EQ(store->caption(1)->shape, (Shape{3, 3}));
  EXPECT_TRUE(store->checkEncodedBy({.vae = "any"})) << "the list does not say who encoded";
  expectRefused(store->latent(0, 1), ErrorCode::argumentInvalid, "variant 1");
}

TEST_F(FeatureLists, HoldAllRowsToTheFirstRowsShape) {
  const auto wide = tests::npy(tests::npyHeader("<f4", "(4, 2, 4)"), Bytes(128, '\1'));
  tests::writeFile(folder_ / "wide.npz", tests::zip({{"image.npy", wide}}));
  const auto store = open("image.npz text.npz\nwide.npz text.npz\nabsent.npz text.npz\n");
  ASSERT_TRUE(store) << tests::problem(store);
  expectRefused(store->latent(1), ErrorCode::shapeMismatch, "[4, 2, 4]");
  expectRefused(store->latent(2), ErrorCode::fileMissing, "");
  expectRefused(store->condition(0), ErrorCode::argumentInvalid, "no condition");
}

TEST_F(FeatureLists, AreNotTables) {
  expectRefused(FeatureStore::open(DataTable()), ErrorCode::argumentInvalid, "not a list");
}

}  // namespace
}  // namespace chexgen::training
