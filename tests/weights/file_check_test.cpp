// A model's files are looked at before they are used, remembered only while they stay the same, and the
// memory is no way around the check.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <limits>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/weights/check_memory.h"
#include "core/weights/file_check.h"
#include "core/weights/number_formats.h"
#include "core/weights/random_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/result_matchers.h"
#include "tests/weights/small_networks.h"
#include "tests/weights/wrapped_files.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using testing::HasSubstr;
using tests::expectRefused;
using tests::NamedTensors;
using tests::problem;
using tests::writeFile;
namespace fs = std::filesystem;

void flip(const fs::path& file, std::uint64_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(static_cast<char>(byte ^ 1));
}

// Times as far back as they need to be for the file to be remembered; the system alone sets the change time.
FileIdentity longAgo(FileIdentity identity) {
  identity.modified -= 3'000'000'000;
  identity.changed -= 3'000'000'000;
  return identity;
}

ManifestFile entryOf(const fs::path& folder, const std::string& name) {
  return {name, *base::sha256OfFile(folder / name), fs::file_size(folder / name)};
}

TEST(FileCheck, OneChangedByteOfAnyFileIsRefusedByName) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "spiece.model", std::string(2000, 'p'));
  RandomModelRequest request;
  request.transformer = tests::tinyTransformer();
  request.textEncoder = tests::wordPoorTextEncoder();
  request.vae = tests::tinyVae();
  request.controls = {{"mask", ControlArchitecture{2}}};
  request.tokenizer = folder / "spiece.model";
  request.out = folder / "model";
  const auto made = createRandomModel(request);
  ASSERT_TRUE(made) << problem(made);
  const fs::path model = folder / "model";
  ASSERT_TRUE(checkFiles(*made, model)) << problem(checkFiles(*made, model));
  for (const ManifestFile* file : made->files()) {
    for (const std::uint64_t at : {std::uint64_t{9}, file->bytes / 2, file->bytes - 1}) {
      flip(model / file->path, at);
      for (const auto& found : {checkFiles(*made, model), verifyFiles(*made, model)}) {
        expectRefused(found, ErrorCode::hashMismatch, file->path);
        EXPECT_EQ(found.error().file, model / file->path);
        EXPECT_THAT(found.error().next, HasSubstr("chexgen model verify"));
      }
      flip(model / file->path, at);
    }
    EXPECT_TRUE(checkedFile(model, *file)) << file->path;
  }
  EXPECT_TRUE(checkFiles(*made, model));
}

TEST(FileCheck, NumbersThatAreNoneAreRefusedByTensor) {
  const tests::TemporaryFolder folder;
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinity = std::numeric_limits<float>::infinity();
  // At the beginning, inside and at the very end of tensors that are longer than one pass of the check.
  for (const std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{1023}, std::size_t{1024},
                               std::size_t{1'500'000}, std::size_t{2'000'000 - 1}}) {
    for (const float value : {nan, -nan, infinity, -infinity}) {
      NamedTensors tensors{{"a", {{3}, {1, 2, 3}}},
                           {"big", {{2'000'000}, std::vector<float>(2'000'000, 0.5F)}}};
      tensors.at("big").values[at] = value;
      writeFile(folder / "w.safetensors", tests::safetensorsOf(tensors));
      const auto refused = checkedFile(folder.path(), entryOf(folder.path(), "w.safetensors"));
      expectRefused(refused, ErrorCode::numericalFailure, "\"big\"");
      EXPECT_THAT(refused.error().message, HasSubstr(value != value ? "NaN" : "infinite"));
      if (at != 1024) break;  // one value is enough elsewhere
    }
  }
}

TEST(FileCheck, EveryFloatingTypeIsLookedAtAndTheLargestNumbersAreFit) {
  const tests::TemporaryFolder folder;
  for (const auto& [type, name] :
       {std::pair(DataType::float16, "F16"), std::pair(DataType::bfloat16, "BF16"),
        std::pair(DataType::float32, "F32"), std::pair(DataType::float64, "F64")}) {
    const float largest = type == DataType::float16 ? 65504.0F : 3e38F;
    for (const bool isFit : {true, false}) {
      std::vector<float> values(2500, -largest);
      values.front() = 1e-8F;
      if (!isFit) values[2300] = std::numeric_limits<float>::infinity();
      const auto bytes = fromFloats(values, type);
      // A header of odd length, so that no number is aligned.
      std::string header = std::string(R"({"w":{"dtype":")") + name +
                           R"(","shape":[2500],"data_offsets":[0,)" + std::to_string(bytes.size()) + "]}}";
      if (header.size() % 2 == 0) header += ' ';
      writeFile(folder / "w.safetensors",
                tests::safetensors(header, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
      const auto found = checkedFile(folder.path(), entryOf(folder.path(), "w.safetensors"));
      EXPECT_EQ(found.has_value(), isFit) << name << problem(found);
    }
  }
}

TEST(FileCheck, AFileWithoutAHashIsSaidToBeUnchecked) {
  const tests::TemporaryFolder folder;
  writeFile(folder / "w.safetensors", tests::safetensorsOf({{"a", {{1}, {1}}}}));
  Manifest manifest;
  for (ManifestFile* file :
       {&manifest.transformerFile, &manifest.textEncoderFile, &manifest.vaeFile, &manifest.tokenizerFile}) {
    *file = {"w.safetensors", "", 0};
  }
  EXPECT_TRUE(checkFiles(manifest, folder.path())) << problem(checkFiles(manifest, folder.path()));
  EXPECT_EQ(uncheckedFiles(manifest).size(), 4U);
  EXPECT_THAT(uncheckedFiles(manifest).front(), HasSubstr("w.safetensors"));
}

// A file of zeros that takes no room on the disk and seconds to be read.
ManifestFile largeFile(const fs::path& folder, const std::string& name) {
  constexpr std::uint64_t bytes = 6'000'000'000;
  std::ofstream(folder / name, std::ios::binary);
  fs::resize_file(folder / name, bytes);
  return {name, std::string(64, '0'), bytes};
}

TEST(FileCheck, OfGigabytesTellsHowFarItIsAndEndsWithTheWatchersRefusal) {
  const tests::TemporaryFolder folder;
  const ManifestFile large = largeFile(folder.path(), "w.safetensors");
  std::vector<std::uint64_t> told;
  const auto ended =
      checkFiles({&large}, folder.path(),
                 {.onBytes = [&](std::uint64_t done, std::uint64_t total) -> base::Result<void> {
                   EXPECT_EQ(total, large.bytes);
                   EXPECT_LE(done, total);
                   told.push_back(done);
                   if (told.size() < 4) return {};
                   return base::fail(ErrorCode::locked, "enough");
                 }});
  expectRefused(ended, ErrorCode::locked, "enough");
  ASSERT_EQ(told.size(), 4U);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_GT(told.back(), 0U);
  EXPECT_LT(told.back(), large.bytes);
}

TEST(FileCheck, OfGigabytesEndsSoonAfterItIsCancelledAndRemembersNothing) {
  const tests::TemporaryFolder folder;
  const ManifestFile large = largeFile(folder.path(), "w.safetensors");
  base::CancelToken cancel;
  std::chrono::steady_clock::time_point asked;
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    asked = std::chrono::steady_clock::now();
    cancel.cancel();
  });
  const auto ended = checkFiles({&large}, folder.path(), {.cancel = cancel});
  const auto end = std::chrono::steady_clock::now();
  canceller.join();
  expectRefused(ended, ErrorCode::cancelled, "cancelled");
  EXPECT_LT(end - asked, std::chrono::seconds(1));
  EXPECT_FALSE(
      CheckMemory::ofThisProcess().find(folder / "w.safetensors", *identify(folder / "w.safetensors")));
}

// ---- the memory ----

const FileFacts someFacts{std::string(64, 'a'), ""};

FileIdentity largeIdentity(const fs::path& file) {
  writeFile(file, std::string(5'000'000, 'x'));
  return *identify(file);
}

TEST(CheckMemory, EveryChangeOfAFilesIdentityForgets) {
  const tests::TemporaryFolder folder;
  const FileIdentity identity = largeIdentity(folder / "w");
  CheckMemory memory(folder / "cache/checked.json");
  memory.keep(folder / "w", identity, someFacts);
  EXPECT_EQ(memory.find(folder / "w", identity), someFacts);
  const auto with = [&](const std::function<void(FileIdentity&)>& change) {
    FileIdentity other = identity;
    change(other);
    return memory.find(folder / "w", other);
  };
  EXPECT_FALSE(with([](FileIdentity& one) { ++one.device; }));
  EXPECT_FALSE(with([](FileIdentity& one) { ++one.inode; }));
  EXPECT_FALSE(with([](FileIdentity& one) { ++one.bytes; }));
  EXPECT_FALSE(with([](FileIdentity& one) { ++one.modified; }));
  EXPECT_FALSE(with([](FileIdentity& one) { ++one.changed; }));
  EXPECT_FALSE(memory.find(folder / "other", identity));
}

// A damaged byte under the old size and an old modification time still has another change time.
TEST(CheckMemory, TheSystemTellsAChangeThatTheTimeOfTheContentHides) {
  const tests::TemporaryFolder folder;
  const FileIdentity before = largeIdentity(folder / "w");
  ::usleep(20'000);
  flip(folder / "w", 100);
  const timespec times[2] = {{before.modified / 1'000'000'000, before.modified % 1'000'000'000},
                             {before.modified / 1'000'000'000, before.modified % 1'000'000'000}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (folder / "w").c_str(), times, 0), 0);
  const auto after = identify(folder / "w");
  ASSERT_TRUE(after);
  EXPECT_EQ(after->modified, before.modified);
  EXPECT_EQ(after->bytes, before.bytes);
  EXPECT_NE(*after, before);
}

TEST(CheckMemory, AFreshFileIsNotRemembered) {
  const tests::TemporaryFolder folder;
  const FileIdentity identity = largeIdentity(folder / "w");
  EXPECT_FALSE(isSettled(identity, nanosecondsNow()));
  EXPECT_TRUE(isSettled(longAgo(identity), nanosecondsNow()));
}

TEST(CheckMemory, LargeFilesAreKnownAtTheNextStart) {
  const tests::TemporaryFolder folder;
  const fs::path cache = folder / "cache/checked.json";
  const FileIdentity large = largeIdentity(folder / "w");
  writeFile(folder / "small", "x");
  const FileIdentity small = *identify(folder / "small");
  {
    CheckMemory memory(cache);
    memory.keep(folder / "small", small, someFacts);
    memory.keep(folder / "w", large, someFacts);
  }
  const CheckMemory next(cache);
  EXPECT_EQ(next.find(folder / "w", large), someFacts);
  EXPECT_FALSE(next.find(folder / "small", small)) << "read again in no time";
  // A file that is gone leaves the cache when it is next written.
  fs::rename(folder / "w", folder / "moved");
  CheckMemory later(cache);
  later.keep(folder / "moved", *identify(folder / "moved"), someFacts);
  EXPECT_FALSE(CheckMemory(cache).find(folder / "w", large));
}

TEST(CheckMemory, ADamagedOrUnwritableCacheIsPassedOver) {
  const tests::TemporaryFolder folder;
  const FileIdentity identity = largeIdentity(folder / "w");
  for (const char* text : {"", "{", "[]", R"({"schema":2,"files":{}})", R"({"schema":1,"files":[1]})",
                           R"({"schema":1,"files":{"/w":{"sha256":7}}})", "\xff\xfe"}) {
    writeFile(folder / "cache.json", text);
    CheckMemory memory(folder / "cache.json");
    EXPECT_FALSE(memory.find(folder / "w", identity));
    memory.keep(folder / "w", identity, someFacts);
    EXPECT_EQ(CheckMemory(folder / "cache.json").find(folder / "w", identity), someFacts) << text;
  }
  writeFile(folder / "file", "no folder");
  CheckMemory memory(folder / "file/cache.json");
  memory.keep(folder / "w", identity, someFacts);
  EXPECT_EQ(memory.find(folder / "w", identity), someFacts) << "this process still knows";
}

}  // namespace
}  // namespace chexgen::weights
