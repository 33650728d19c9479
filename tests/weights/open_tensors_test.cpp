// Which reader a path gets, and checkpoints in several files.
#include <gtest/gtest.h>

#include "core/weights/sharded.h"
#include "core/weights/tensor_store.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::Bytes;
using tests::expectRefused;
using tests::writeFile;

Bytes one(const std::string& key) {
  return tests::safetensors("{\"" + key + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                            Bytes(4, 'x'));
}

const Bytes torchFile = tests::torchZip(
    tests::pickle::whole(tests::pickle::dictionary(
        tests::pickle::text("t") + tests::pickle::tensor("FloatStorage", "0", 1, 0, {1}, {1}))),
    {Bytes(4, 'x')});

// A folder of two shards and their index.
void writeShards(const std::filesystem::path& folder, const std::string& map) {
  writeFile(folder / "part-1.safetensors", one("a"));
  writeFile(folder / "part-2.safetensors", one("b"));
  writeFile(folder / "model.safetensors.index.json",
            R"({"metadata":{"total_size":8},"weight_map":)" + map + "}");
}
const std::string soundMap = R"({"a":"part-1.safetensors","b":"part-2.safetensors"})";

TEST(OpenTensors, GoesByContentNotByName) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "weights.pth", one("a"));
  writeFile(folder / "weights.safetensors", torchFile);
  const auto first = openTensors(folder / "weights.pth");
  ASSERT_TRUE(first) << tests::problem(first);
  EXPECT_TRUE(first->tensors.contains("a"));
  const auto second = openTensors(folder / "weights.safetensors");
  ASSERT_TRUE(second) << tests::problem(second);
  EXPECT_TRUE(second->tensors.contains("t"));
}

// The eight bytes of a header length may look like the start of any other format.
TEST(OpenTensors, ReadsSafetensorsWhoseLengthLooksLikeAnotherFormat) {
  const tests::TemporaryFolder folder;
  for (const std::uint64_t length : {std::uint64_t{0x80}, std::uint64_t{0x4B50}, std::uint64_t{0x7B}}) {
    std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    header.resize(length, ' ');
    const auto path = folder / (std::to_string(length) + ".bin");
    writeFile(path, tests::safetensors(header, Bytes(4, 'x')));
    EXPECT_TRUE(openTensors(path)) << tests::problem(openTensors(path));
  }
}

TEST(OpenTensors, KeepsTheFileMappedAsLongAsATensorLives) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "a.safetensors", one("a"));
  TensorView view;
  {
    const auto store = openTensors(folder / "a.safetensors");
    ASSERT_TRUE(store);
    view = store->tensors.at("a");
  }
  EXPECT_EQ(view.data[0], std::byte{'x'});
}

TEST(OpenTensors, FindsTheUsualNamesInAFolder) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "diffusion_pytorch_model.safetensors", one("a"));
  writeFile(folder / "pytorch_model.bin", torchFile);
  const auto store = openTensors(folder.path());
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_TRUE(store->tensors.contains("a")) << "safetensors goes before pickles";
}

TEST(OpenTensors, TakesTheOnlyCheckpointOfAFolder) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "epoch_3.pth", torchFile);
  EXPECT_TRUE(openTensors(folder.path()));
  writeFile(folder / "epoch_4.pth", torchFile);
  expectRefused(openTensors(folder.path()), ErrorCode::argumentInvalid, "several");
}

TEST(OpenTensors, SaysWhatIsMissing) {
  const tests::TemporaryFolder folder;
  expectRefused(openTensors(folder.path()), ErrorCode::fileMissing, "no file of weights");
  expectRefused(openTensors(folder / "none.pth"), ErrorCode::fileMissing, "does not exist");
  writeFile(folder / "empty.safetensors", "");
  expectRefused(openTensors(folder / "empty.safetensors"), ErrorCode::fileTruncated, "empty");
}

TEST(OpenTensors, SaysWhatToDoWithOldPickles) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "old.pth", Bytes("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15));
  const auto store = openTensors(folder / "old.pth");
  expectRefused(store, ErrorCode::formatUnsupported, "before version 1.6");
  EXPECT_THAT(store.error().next, testing::HasSubstr("torch.save"));
}

TEST(OpenTensors, RecognisesGitLfsPointers) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "model.safetensors",
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n");
  expectRefused(openTensors(folder / "model.safetensors"), ErrorCode::formatUnsupported, "Git LFS");
}

TEST(Sharded, ReadsAllShards) {
  const tests::TemporaryFolder folder;
  writeShards(folder.path(), soundMap);
  const auto store = openTensors(folder.path());
  ASSERT_TRUE(store) << tests::problem(store);
  EXPECT_EQ(store->tensors.size(), 2U);
}

TEST(Sharded, NamesAMissingShard) {
  const tests::TemporaryFolder folder;
  writeShards(folder.path(), soundMap);
  std::filesystem::remove(folder / "part-2.safetensors");
  expectRefused(openTensors(folder.path()), ErrorCode::fileMissing, "part-2.safetensors");
}

TEST(Sharded, NamesATruncatedShard) {
  const tests::TemporaryFolder folder;
  writeShards(folder.path(), soundMap);
  std::filesystem::resize_file(folder / "part-2.safetensors", 70);
  const auto store = openTensors(folder.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().file.filename(), "part-2.safetensors");
}

TEST(Sharded, RefusesNamesOutsideItsFolder) {
  const tests::TemporaryFolder folder;
  for (const char* name :
       {"../part-1.safetensors", "/etc/passwd", "sub/part.safetensors", "..", "", "a\\\\b"}) {
    writeShards(folder.path(), std::string(R"({"a":")") + name + "\"}");
    expectRefused(openTensors(folder.path()), ErrorCode::formatForbidden, "not a file beside it");
  }
}

TEST(Sharded, RefusesAnIndexThatNamesItself) {
  const tests::TemporaryFolder folder;
  writeShards(folder.path(), R"({"a":"model.safetensors.index.json"})");
  expectRefused(openTensors(folder.path()), ErrorCode::formatInvalid, "not a file of weights");
}

TEST(Sharded, RefusesAShardThatIsAFolder) {
  const tests::TemporaryFolder folder;
  writeShards(folder.path(), R"({"a":"loop"})");
  std::filesystem::create_directory_symlink(folder.path(), folder / "loop");
  expectRefused(openTensors(folder / "model.safetensors.index.json"), ErrorCode::formatInvalid,
                "not a file of weights");
}

TEST(Sharded, RefusesTensorsThatAreNotWhereTheIndexSays) {
  const tests::TemporaryFolder folder;
  writeShards(folder.path(),
              R"({"a":"part-1.safetensors","b":"part-2.safetensors","c":"part-2.safetensors"})");
  expectRefused(openTensors(folder.path()), ErrorCode::keyMissing, "\"c\"");
  writeShards(folder.path(), R"({"a":"part-1.safetensors","c":"part-2.safetensors"})");
  expectRefused(openTensors(folder.path()), ErrorCode::keyUnexpected, "\"b\"");
}

TEST(Sharded, RefusesEveryTruncationOfTheIndex) {
  const std::string index = R"({"metadata":{"total_size":8},"weight_map":)" + soundMap + "}";
  ASSERT_TRUE(parseShardIndex(index, "index.json"));
  for (std::size_t length = 0; length < index.size(); ++length) {
    EXPECT_FALSE(parseShardIndex(index.substr(0, length), "index.json")) << length;
  }
}

TEST(Sharded, RefusesDamagedMaps) {
  for (const char* text : {"{}", "[]", R"({"weight_map":[]})", R"({"weight_map":{"a":1}})",
                           R"({"weight_map":{"a":"x","a":"y"}})"}) {
    EXPECT_FALSE(parseShardIndex(text, "index.json")) << text;
  }
}

}  // namespace
}  // namespace chexgen::weights
