// One test for each rule of the safetensors format, and the writer.
#include <gtest/gtest.h>

#include "core/weights/safetensors.h"
#include "core/weights/safetensors_writer.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::Bytes;
using tests::expectRefused;
using tests::problem;
using tests::safetensors;
using tests::safetensorsClaiming;

base::Result<TensorStore> parse(const Bytes& bytes) {
  return parseSafetensors(tests::bytesOf(bytes), nullptr, "test.safetensors");
}

// One float32 tensor of two elements with the given fields in place of the sound ones.
Bytes withEntry(const std::string& entry, std::size_t dataBytes = 8) {
  return safetensors(R"({"a":)" + entry + "}", Bytes(dataBytes, '\1'));
}

const Bytes sound = safetensors(
    R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[3,1],"data_offsets":[8,14]},"__metadata__":{"format":"pt"}})",
    tests::floats({1.5F, -2.0F}) + Bytes(6, '\7'));

TEST(Safetensors, GivesTensorsWithoutCopying) {
  const auto store = parse(sound);
  ASSERT_TRUE(store) << problem(store);
  ASSERT_EQ(store->tensors.size(), 2U);
  const TensorView& a = store->tensors.at("a");
  EXPECT_EQ(a.type, DataType::float32);
  EXPECT_EQ(a.shape, std::vector<std::int64_t>{2});
  EXPECT_EQ(a.elements(), 2);
  EXPECT_EQ(static_cast<const void*>(a.data.data()), sound.data() + (sound.size() - 14));
  EXPECT_EQ(store->tensors.at("b").data.size(), 6U);
  EXPECT_EQ(store->metadata["format"], "pt");
}

TEST(Safetensors, ReadsScalarsAndEmptyTensors) {
  const auto store = parse(safetensors(
      R"({"scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"empty":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]}})",
      Bytes(4, '\0')));
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(store->tensors.at("scalar").elements(), 1);
  EXPECT_EQ(store->tensors.at("empty").data.size(), 0U);
}

TEST(Safetensors, RefusesEveryTruncation) {
  for (std::size_t length = 0; length < sound.size(); ++length) {
    EXPECT_FALSE(parse(sound.substr(0, length))) << "cut to " << length << " bytes";
  }
}

TEST(Safetensors, TruncatedDataIsSaidToBeTruncated) {
  expectRefused(parse(sound.substr(0, sound.size() - 1)), ErrorCode::fileTruncated, "\"b\"");
  expectRefused(parse(sound.substr(0, 40)), ErrorCode::fileTruncated, "header");
  expectRefused(parse(sound.substr(0, 3)), ErrorCode::fileTruncated, "8 bytes");
}

TEST(Safetensors, RefusesHeaderClaimOfTwoGigabytes) {
  expectRefused(parse(safetensorsClaiming(std::uint64_t{2} << 30U, "{}", "")), ErrorCode::formatInvalid,
                "2147483648");
  expectRefused(parse(safetensorsClaiming(~std::uint64_t{0}, "{}", "")), ErrorCode::formatInvalid, "header");
}

TEST(Safetensors, RefusesHeaderThatIsNoObject) {
  expectRefused(parse(safetensors("[1]", "")), ErrorCode::formatInvalid, "\"{\"");
  expectRefused(parse(safetensors("", "")), ErrorCode::formatInvalid, "\"{\"");
  expectRefused(parse(safetensors("{\"a\":", "")), ErrorCode::formatInvalid, "JSON");
}

TEST(Safetensors, RefusesDeepNesting) {
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  expectRefused(parse(safetensors(deep, "")), ErrorCode::formatInvalid, "nested");
}

TEST(Safetensors, RefusesDuplicateKeys) {
  const std::string entry = R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  expectRefused(parse(safetensors("{" + entry + "," + entry + "}", Bytes(8, '\0'))), ErrorCode::formatInvalid,
                "\"a\"");
}

TEST(Safetensors, RefusesOverlappingOffsets) {
  expectRefused(
      parse(safetensors(
          R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
          Bytes(12, '\0'))),
      ErrorCode::formatInvalid, "overlaps");
}

TEST(Safetensors, RefusesTwoTensorsOnTheSameBytes) {
  expectRefused(
      parse(safetensors(
          R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
          Bytes(8, '\0'))),
      ErrorCode::formatInvalid, "overlaps");
}

TEST(Safetensors, RefusesHoles) {
  expectRefused(parse(withEntry(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})")),
                ErrorCode::formatInvalid, "hole");
  expectRefused(parse(withEntry(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})")),
                ErrorCode::formatInvalid, "4 bytes after the last tensor");
}

TEST(Safetensors, RefusesOffsetsOutsideTheFile) {
  expectRefused(parse(withEntry(R"({"dtype":"F32","shape":[4],"data_offsets":[0,16]})")),
                ErrorCode::fileTruncated, "16");
}

TEST(Safetensors, RefusesOffsetsThatRunBackwards) {
  expectRefused(parse(withEntry(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})")),
                ErrorCode::formatInvalid, "before it begins");
}

TEST(Safetensors, RefusesNegativeAndFractionalOffsets) {
  for (const char* offsets : {"[-8,0]", "[0,8.0]", "[0]", "[0,8,8]", "\"08\"", "null"}) {
    expectRefused(
        parse(withEntry(std::string(R"({"dtype":"F32","shape":[2],"data_offsets":)") + offsets + "}")),
        ErrorCode::formatInvalid, "data_offsets");
  }
}

TEST(Safetensors, RefusesNegativeAndFractionalSizes) {
  for (const char* shape : {"[-2]", "[2.0]", "[true]", "[\"2\"]", "[-1,-2]"}) {
    expectRefused(
        parse(withEntry(std::string(R"({"dtype":"F32","shape":)") + shape + R"(,"data_offsets":[0,8]})")),
        ErrorCode::formatInvalid, "size");
  }
}

TEST(Safetensors, RefusesShapesThatOverflow) {
  for (const char* shape : {"[4611686018427387904,4]", "[4294967296,4294967296,2]", "[18446744073709551615]",
                            "[9223372036854775807]", "[4294967296,4294967296,0]"}) {
    expectRefused(
        parse(withEntry(std::string(R"({"dtype":"F32","shape":)") + shape + R"(,"data_offsets":[0,8]})")),
        ErrorCode::formatInvalid, "too large");
  }
}

TEST(Safetensors, RefusesSizeThatDoesNotMatchTheShape) {
  expectRefused(parse(withEntry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})")),
                ErrorCode::formatInvalid, "needs 12 bytes");
}

TEST(Safetensors, RefusesUnknownTypes) {
  expectRefused(parse(withEntry(R"({"dtype":"F4","shape":[2],"data_offsets":[0,8]})")),
                ErrorCode::formatUnsupported, "F4");
}

TEST(Safetensors, RefusesUnknownFields) {
  expectRefused(parse(withEntry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1})")),
                ErrorCode::formatInvalid, "\"x\"");
}

TEST(Safetensors, RefusesMetadataThatIsNotText) {
  expectRefused(parse(safetensors(R"({"__metadata__":{"epoch":3}})", "")), ErrorCode::formatInvalid, "epoch");
  expectRefused(parse(safetensors(R"({"__metadata__":[]})", "")), ErrorCode::formatInvalid, "__metadata__");
}

TEST(Safetensors, RefusesTooManyDimensions) {
  std::string shape = "[1";
  for (int i = 0; i < 40; ++i) shape += ",1";
  expectRefused(parse(withEntry(R"({"dtype":"F32","shape":)" + shape + R"(],"data_offsets":[0,4]})", 4)),
                ErrorCode::formatInvalid, "dimensions");
}

// ---- writer ----

TEST(SafetensorsWriter, WritesWhatTheReaderReads) {
  const tests::TemporaryFolder folder;
  const auto path = folder / "out.safetensors";
  auto writer = SafetensorsWriter::create(path,
                                          {{"wide", DataType::float32, {2}},
                                           {"empty", DataType::float32, {0}},
                                           {"narrow", DataType::bfloat16, {3}}},
                                          {{"note", "ünïcode"}});
  ASSERT_TRUE(writer) << problem(writer);
  const Bytes wide = tests::floats({1.0F, 2.0F});
  // In two pieces, as a large tensor comes.
  ASSERT_TRUE(writer->append("wide", tests::bytesOf(wide).first(3)));
  ASSERT_TRUE(writer->append("wide", tests::bytesOf(wide).subspan(3)));
  ASSERT_TRUE(writer->append("narrow", tests::bytesOf(Bytes("abcdef"))));
  EXPECT_FALSE(std::filesystem::exists(path)) << "visible before it is complete";
  const auto written = writer->publish();
  ASSERT_TRUE(written) << problem(written);
  EXPECT_EQ(written->bytes, std::filesystem::file_size(path));
  EXPECT_EQ(written->sha256, *base::sha256OfFile(path));
  const auto store = openSafetensors(path);
  ASSERT_TRUE(store) << problem(store);
  EXPECT_EQ(store->tensors.size(), 3U);
  EXPECT_EQ(store->metadata["note"], "ünïcode");
  EXPECT_EQ(store->tensors.at("wide").data[2], tests::bytesOf(wide)[2]);
  // Eight-byte alignment of the data, so that mapped tensors can be used in place.
  const auto start = reinterpret_cast<std::uintptr_t>(store->tensors.at("wide").data.data());
  EXPECT_EQ(start % 8, 0U);
}

TEST(SafetensorsWriter, LeavesNothingWhenItIsGivenUp) {
  const tests::TemporaryFolder folder;
  {
    auto writer = SafetensorsWriter::create(folder / "out.safetensors", {{"a", DataType::float32, {2}}});
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append("a", tests::bytesOf(Bytes(4, 'x'))));
    expectRefused(writer->publish(), ErrorCode::internal, "\"a\"");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SafetensorsWriter, RefusesDataOutOfOrder) {
  const tests::TemporaryFolder folder;
  auto writer = SafetensorsWriter::create(folder / "out.safetensors",
                                          {{"a", DataType::float32, {1}}, {"b", DataType::float32, {1}}});
  ASSERT_TRUE(writer);
  expectRefused(writer->append("b", tests::bytesOf(Bytes(4, 'x'))), ErrorCode::internal, "\"b\"");
  expectRefused(writer->append("a", tests::bytesOf(Bytes(5, 'x'))), ErrorCode::internal, "\"a\"");
}

TEST(SafetensorsWriter, RefusesNamesThatStandTwice) {
  const tests::TemporaryFolder folder;
  expectRefused(SafetensorsWriter::create(folder / "out.safetensors",
                                          {{"a", DataType::float32, {1}}, {"a", DataType::float32, {1}}}),
                ErrorCode::argumentInvalid, "\"a\"");
  expectRefused(
      SafetensorsWriter::create(folder / "out.safetensors", {{"__metadata__", DataType::float32, {1}}}),
      ErrorCode::argumentInvalid, "__metadata__");
}

}  // namespace
}  // namespace chexgen::weights
