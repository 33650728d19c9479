// Arrays as numpy wrote them, and what is refused.
#include <gtest/gtest.h>

#include <map>

#include "core/training/npz.h"
#include "tests/training/training_files.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using tests::Bytes;
using tests::expectRefused;
using tests::npy;
using tests::npyHeader;
using tests::numpyFile;
using weights::DataType;
using Shape = std::vector<std::int64_t>;

Bytes content(std::string_view name) { return base::readFile(numpyFile(name), 1 << 20).value(); }

base::Result<weights::TensorStore> parse(const Bytes& bytes) {
  return parseNpz(tests::bytesOf(bytes), nullptr, "test.npz");
}

base::Result<weights::TensorView> parseArray(const Bytes& bytes) {
  return parseNpy(tests::bytesOf(bytes), nullptr, "x", "test.npy");
}

Bytes bytesIn(const weights::TensorView& view) {
  return {reinterpret_cast<const char*>(view.data.data()), view.data.size()};
}

TEST(Npz, ReadsEveryTypeAsNumpyWroteIt) {
  const auto store = openNpz(numpyFile("types.npz"));
  ASSERT_TRUE(store) << tests::problem(store);
  ASSERT_EQ(store->tensors.size(), 10U);
  const auto expect = [&store](const std::string& name, DataType type, const Shape& shape,
                               const Bytes& data) {
    const weights::TensorView& view = store->tensors.at(name);
    EXPECT_EQ(view.type, type) << name;
    EXPECT_EQ(view.shape, shape) << name;
    EXPECT_EQ(bytesIn(view), data) << name;
  };
  using tests::little;
  expect("b1", DataType::boolean, {3}, Bytes("\1\0\1", 3));
  expect("u1", DataType::uint8, {2}, Bytes("\0\xff", 2));
  expect("i1", DataType::int8, {2}, Bytes("\x80\x7f", 2));
  expect("i2", DataType::int16, {2}, little(0x8000, 2) + little(0x7fff, 2));
  expect("i4", DataType::int32, {2}, little(0xfffffffb, 4) + little(7, 4));
  expect("i8", DataType::int64, {2, 1}, little(~0ULL, 8) + little(1ULL << 40U, 8));
  expect("f2", DataType::float16, {2}, little(0x3800, 2) + little(0xc000, 2));
  expect("f4", DataType::float32, {2, 3}, tests::floats({0, 1, 2, 3, 4, 5}));
  expect("f8", DataType::float64, {}, little(0x3fd0000000000000, 8));
  expect("empty", DataType::float32, {0, 3}, "");
}

TEST(Npz, InflatesCompressedArrays) {
  const auto store = openNpz(numpyFile("compressed.npz"));
  ASSERT_TRUE(store) << tests::problem(store);
  const weights::TensorView& zeros = store->tensors.at("zeros");
  EXPECT_EQ(zeros.shape, (Shape{50, 40}));
  EXPECT_EQ(bytesIn(zeros), Bytes(50 * 40 * 4, '\0'));
  Bytes counting;
  for (std::uint64_t i = 0; i < 300; ++i) counting += tests::little(i, 4);
  EXPECT_EQ(bytesIn(store->tensors.at("counts")), counting);
}

TEST(Npz, KeepsTheFileForTheArraysThatLieInIt) {
  weights::TensorView view;
  {
    const auto store = openNpz(numpyFile("image.npz"));
    ASSERT_TRUE(store);
    view = store->tensors.at("image");
  }
  EXPECT_EQ(tests::numbersOf(view).back(), 15.0F / 8);
}

TEST(Npz, ReadsAllThreeVersionsOfTheHeader) {
  for (const char* name : {"version-1.npy", "version-2.npy", "version-3.npy"}) {
    const Bytes bytes = content(name);
    const auto view = parseArray(bytes);
    ASSERT_TRUE(view) << name << tests::problem(view);
    EXPECT_EQ(bytesIn(*view), tests::little(1, 2) + tests::little(2, 2) + tests::little(3, 2)) << name;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      EXPECT_FALSE(parseArray(bytes.substr(0, length))) << name << " cut to " << length;
    }
    Bytes fourth = bytes;
    fourth[6] = 4;
    expectRefused(parseArray(fourth), ErrorCode::formatUnsupported, "version");
  }
}

TEST(Npz, NeverReadsPythonObjects) {
  expectRefused(openNpz(numpyFile("objects.npz")), ErrorCode::formatForbidden, "Python objects");
}

TEST(Npz, SaysWhichKindsItDoesNotRead) {
  const std::map<std::string, std::string> kinds{{"fortran.npz", "Fortran"},
                                                 {"big-endian.npz", "big-endian"},
                                                 {"texts.npz", "<U2"},
                                                 {"structured.npz", "several types"}};
  for (const auto& [file, reason] : kinds) {
    expectRefused(openNpz(numpyFile(file)), ErrorCode::formatUnsupported, reason);
  }
}

TEST(Npz, RefusesEveryTruncation) {
  for (const char* name : {"image.npz", "compressed.npz"}) {
    const Bytes whole = content(name);
    ASSERT_TRUE(parse(whole)) << name;
    for (std::size_t length = 0; length < whole.size(); ++length) {
      EXPECT_FALSE(parse(whole.substr(0, length))) << name << " cut to " << length;
    }
  }
}

TEST(Npz, NoticesAChangedByteOfAnArray) {
  const Bytes whole = content("image.npz");
  const std::size_t array = whole.find("\x93NUMPY");
  ASSERT_NE(array, Bytes::npos);
  for (std::size_t at = array; at < array + 128 + 64; ++at) {  // numpy pads its header to 128 bytes
    Bytes changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    expectRefused(parse(changed), ErrorCode::formatInvalid, "CRC");
  }
  Bytes changed = content("compressed.npz");
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  EXPECT_FALSE(parse(changed));
}

TEST(Npz, RefusesHeadersThatDoNotFitTheData) {
  const Bytes four = tests::floats({1, 2, 3, 4});
  EXPECT_TRUE(parseArray(npy(npyHeader("<f4", "(2, 2)"), four)));
  expectRefused(parseArray(npy(npyHeader("<f4", "(5,)"), four)), ErrorCode::fileTruncated, "needs 20 bytes");
  expectRefused(parseArray(npy(npyHeader("<f4", "(3,)"), four)), ErrorCode::formatInvalid, "needs 12 bytes");
  expectRefused(parseArray(npy(npyHeader("<f4", "(4294967296, 4294967296, 0)"), "")),
                ErrorCode::formatInvalid, "too large");
  expectRefused(parseArray(npy(npyHeader("<f4", "4"), four)), ErrorCode::formatInvalid, "dictionary");
  expectRefused(parseArray(npy(npyHeader("<c8", "(2,)"), four)), ErrorCode::formatUnsupported, "<c8");
  expectRefused(parseArray("PK"), ErrorCode::formatInvalid, "does not begin");
  expectRefused(parseArray(npy(std::string(20'000, ' '), four)), ErrorCode::formatInvalid, "at most 10000");
}

TEST(Npz, RefusesArchivesOfOtherThings) {
  expectRefused(parse(tests::zip({{"data.pkl", "x"}})), ErrorCode::formatInvalid, "data.pkl");
  expectRefused(parse("not a zip archive, and long enough to hold one"), ErrorCode::fileTruncated,
                "end record");
  expectRefused(openNpz(numpyFile("absent.npz")), ErrorCode::fileMissing, "");
}

}  // namespace
}  // namespace chexgen::training
