// Checkpoints of torch.save: which weights are taken, and what is refused.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "core/weights/tensor_store.h"
#include "core/weights/torch_zip.h"
#include "core/weights/unwrap.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::Bytes;
using tests::expectRefused;
using tests::floats;
using tests::torchZip;
using tests::pickle::dictionary;
using tests::pickle::global;
using tests::pickle::number;
using tests::pickle::tensor;
using tests::pickle::text;
using tests::pickle::tuple;
using tests::pickle::whole;

base::Result<TensorStore> parse(const Bytes& bytes) {
  const auto owner = std::make_shared<Bytes>(bytes);  // as a mapped file would be
  const auto tables = parseTorchZip(tests::bytesOf(*owner), owner, "test.pth");
  if (!tables) return tl::unexpected(tables.error());
  return unwrap(*tables);
}

std::vector<float> valuesOf(const TensorView& view) {
  std::vector<float> values(view.data.size() / sizeof(float));
  std::memcpy(values.data(), view.data.data(), view.data.size());
  return values;
}

const std::string weight = "x_embedder.proj.weight";  // what a diffusion transformer is known by

// A checkpoint with one weight in each of the two dictionaries.
Bytes checkpoint(const std::string& prefix, bool withEma) {
  Bytes body =
      text("state_dict") + dictionary(text(prefix + weight) + tensor("FloatStorage", "0", 2, 0, {2}, {1}));
  if (withEma) {
    body += text("state_dict_ema") +
            dictionary(text(prefix + weight) + tensor("FloatStorage", "1", 2, 0, {2}, {1}));
  }
  body += text("optimizer") +
          dictionary(text("state") + dictionary(number(0) + dictionary(text("step") + number(9)))) +
          text("epoch") + number(3) + text("step") + number(1234);
  return torchZip(whole(dictionary(body)), {floats({1, 2}), floats({3, 4})});
}

// A bare dictionary of one tensor.
Bytes single(const Bytes& value, const std::vector<Bytes>& storages) {
  return torchZip(whole(dictionary(text("w") + value)), storages);
}

TEST(TorchZip, PrefersTheMovingAverage) {
  const auto store = parse(checkpoint("", true));
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(valuesOf(store->tensors.at(weight)), (std::vector<float>{3, 4}));
  EXPECT_EQ(store->metadata["dictionary"], "state_dict_ema");
  EXPECT_EQ(store->metadata["epoch"], 3);
  EXPECT_EQ(store->metadata["step"], 1234);
}

TEST(TorchZip, TakesTheStateWithoutMovingAverage) {
  const auto store = parse(checkpoint("", false));
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(valuesOf(store->tensors.at(weight)), (std::vector<float>{1, 2}));
}

TEST(TorchZip, StripsTheParallelWrappersPrefix) {
  const auto store = parse(checkpoint("module.", true));
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_TRUE(store->tensors.contains(weight));
  EXPECT_EQ(store->tensors.size(), 1U);
}

TEST(TorchZip, ReadsABareDictionary) {
  const auto store = parse(single(tensor("HalfStorage", "0", 4, 1, {3}, {1}), {Bytes("abcdefgh")}));
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(store->tensors.at("w").type, DataType::float16);
  EXPECT_EQ(store->tensors.at("w").data[0], std::byte{'c'});
}

TEST(TorchZip, CopiesStridedTensors) {
  const auto store =
      parse(single(tensor("FloatStorage", "0", 6, 0, {3, 2}, {1, 3}), {floats({1, 2, 3, 4, 5, 6})}));
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(valuesOf(store->tensors.at("w")), (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

TEST(TorchZip, UnwrapsParameters) {
  const Bytes parameter = global("torch._utils", "_rebuild_parameter") + "(" +
                          tensor("FloatStorage", "0", 1, 0, {1}, {1}) + "\x88" +
                          global("collections", "OrderedDict") + ")RtR";
  const auto store = parse(single(parameter, {floats({5})}));
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(valuesOf(store->tensors.at("w")), (std::vector<float>{5}));
}

TEST(TorchZip, RefusesEveryTruncation) {
  const Bytes sound = checkpoint("", true);
  for (std::size_t length = 0; length < sound.size(); ++length) {
    EXPECT_FALSE(parse(sound.substr(0, length))) << "cut to " << length << " bytes";
  }
}

TEST(TorchZip, RefusesShapesOutsideTheirStorage) {
  const std::vector<Bytes> storage{floats({1, 2, 3, 4})};
  for (const Bytes& bad :
       {tensor("FloatStorage", "0", 4, 0, {5}, {1}), tensor("FloatStorage", "0", 4, 1, {4}, {1}),
        tensor("FloatStorage", "0", 4, 0, {2, 2}, {3, 1}), tensor("FloatStorage", "0", 4, 4, {1}, {1}),
        tensor("FloatStorage", "0", 4, 0, {100, 100}, {0, 0}),
        tensor("FloatStorage", "0", 4, 0, {2147483647, 2147483647}, {2147483647, 1})}) {
    expectRefused(parse(single(bad, storage)), ErrorCode::formatInvalid, "\"w\"");
  }
}

TEST(TorchZip, RefusesShapesThatOverflow) {
  const std::int32_t most = 2147483647;
  expectRefused(
      parse(single(tensor("FloatStorage", "0", 1, 0, {most, most, most}, {0, 0, 0}), {floats({1})})),
      ErrorCode::formatInvalid, "too large");
}

TEST(TorchZip, RefusesNegativeSizes) {
  expectRefused(parse(single(tensor("FloatStorage", "0", 1, 0, {-1}, {1}), {floats({1})})),
                ErrorCode::formatInvalid, "size");
  expectRefused(parse(single(tensor("FloatStorage", "0", 1, -1, {1}, {1}), {floats({1})})),
                ErrorCode::formatInvalid, "offset");
}

TEST(TorchZip, RefusesStoragesOfAnotherSize) {
  expectRefused(parse(single(tensor("FloatStorage", "0", 3, 0, {3}, {1}), {floats({1, 2})})),
                ErrorCode::formatInvalid, "3 elements has 8 bytes");
  expectRefused(parse(single(tensor("FloatStorage", "7", 2, 0, {2}, {1}), {floats({1, 2})})),
                ErrorCode::formatInvalid, "data/7");
}

TEST(TorchZip, RefusesStoragesThatAreNoNumbers) {
  expectRefused(parse(single(tensor("ComplexFloatStorage", "0", 1, 0, {1}, {1}), {Bytes(8, 'x')})),
                ErrorCode::formatUnsupported, "ComplexFloatStorage");
}

TEST(TorchZip, RefusesStridedCopiesThatMultiplyTheFile) {
  Bytes body;
  for (int i = 0; i < 200; ++i) {
    body += text("w" + std::to_string(i)) + tensor("FloatStorage", "0", 256, 0, {16, 16}, {1, 16});
  }
  const auto store = parse(torchZip(whole(dictionary(body)), {Bytes(1024, 'x')}));
  expectRefused(store, ErrorCode::formatInvalid, "more memory than the file");
}

TEST(TorchZip, RefusesWeightsThatAreNoTensors) {
  expectRefused(parse(torchZip(whole(dictionary(text("w") + number(1))), {})), ErrorCode::formatInvalid,
                "\"w\"");
  expectRefused(parse(torchZip(whole(tuple(number(1))), {})), ErrorCode::formatInvalid, "not a dictionary");
}

TEST(TorchZip, RefusesAPickleThatCallsOsSystem) {
  const tests::TemporaryFolder folder;
  const auto canary = folder / "canary";
  const Bytes call = global("os", "system") + tuple(text("touch " + canary.string())) + "R";
  tests::writeFile(folder / "evil.pth", torchZip(whole(dictionary(text("state_dict") + call)), {}));
  expectRefused(openTensors(folder / "evil.pth"), ErrorCode::formatForbidden, "os.system");
  EXPECT_FALSE(std::filesystem::exists(canary));
}

TEST(TorchZip, RefusesDamagedPickles) {
  tests::ZipItem damaged{"archive/data.pkl", whole("}")};
  damaged.crc = 7;
  expectRefused(parse(tests::zip({damaged})), ErrorCode::formatInvalid, "CRC");
}

TEST(TorchZip, RefusesOtherZipFiles) {
  expectRefused(parse(tests::zip({{"word/document.xml", "x"}})), ErrorCode::formatUnsupported, "data.pkl");
  expectRefused(parse(tests::zip({{"a/data.pkl", whole("}")}, {"a/constants.pkl", ""}})),
                ErrorCode::formatUnsupported, "TorchScript");
  expectRefused(parse(tests::zip({{"a/data.pkl", whole("}")}, {"b/data.pkl", whole("}")}})),
                ErrorCode::formatInvalid, "more than one");
}

TEST(TorchZip, RefusesBigEndianNumbers) {
  expectRefused(parse(tests::zip({{"a/data.pkl", whole("}")}, {"a/byteorder", "big"}})),
                ErrorCode::formatUnsupported, "little-endian");
}

}  // namespace
}  // namespace chexgen::weights
