// Files that never end or never begin, where a file was expected.
#include <csignal>
#include <filesystem>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/compressed_file.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/run_folder.h"
#include "core/weights/manifest.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr std::uint64_t oneMegabyte = 1U << 20U;

// What stands in place of a file, one after the other.
class HostileReading : public testing::TestWithParam<const char*> {
 protected:
  void put(const fs::path& path) const {
    fs::create_directories(path.parent_path());
    const std::string what = GetParam();
    if (what == "pipe") makePipe(path);
    if (what == "folder") fs::create_directories(path);
    if (what == "device") fs::create_symlink("/dev/zero", path);
    if (what == "linkToAPipe") {
      makePipe(folder_ / "elsewhere");
      fs::create_symlink(folder_ / "elsewhere", path);
    }
  }
  tests::TemporaryFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(All, HostileReading, testing::Values("pipe", "folder", "device", "linkToAPipe"),
                         [](const auto& all) { return std::string(all.param); });

TEST_P(HostileReading, EveryReaderRefusesItAtOnce) {
  const fs::path path = folder_ / "file";
  put(path);
  const auto taken = timeOf([&] {
    EXPECT_EQ(base::readFile(path, oneMegabyte).error().code, base::ErrorCode::fileUnreadable);
    EXPECT_EQ(base::MappedFile::open(path).error().code, base::ErrorCode::fileUnreadable);
    EXPECT_EQ(base::sha256OfFile(path).error().code, base::ErrorCode::fileUnreadable);
    EXPECT_EQ(base::readMaybeCompressed(path, oneMegabyte).error().code, base::ErrorCode::fileUnreadable);
    EXPECT_EQ(jobs::readLedger(path).error().code, base::ErrorCode::fileUnreadable);
    EXPECT_EQ(jobs::probeLock(path).error().code, base::ErrorCode::fileUnreadable);
  });
  EXPECT_LT(taken, 1s);
}

TEST_P(HostileReading, ARunFolderWithItIsToldOfAtOnce) {
  for (const char* name : {"events.jsonl", "run.lock", "spec.json"}) {
    const fs::path run = folder_ / ("run-" + std::string(name));
    put(run / name);
    tests::Outcome outcome;
    const auto taken = timeOf([&] { outcome = tests::runProgram({"job", "status", run, "--json"}); });
    EXPECT_LT(taken, 5s) << name;
    if (std::string(GetParam()) == "linkToAPipe") fs::remove(folder_ / "elsewhere");
  }
}

TEST_P(HostileReading, AWorkerNeitherWaitsForNorWritesToIt) {
  for (const char* name : {"events.jsonl", "run.lock"}) {
    const fs::path run = folder_ / ("run-" + std::string(name));
    put(run / name);
    tests::Outcome outcome;
    const auto taken = timeOf([&] {
      tests::Program worker({"worker", "--run-folder", run, "--device", "cpu", "--threads", "1"});
      worker.closeInput();
      outcome = worker.wait();
    });
    EXPECT_LT(taken, 20s) << name;
    EXPECT_NE(outcome.code, 0) << name;
    if (std::string(GetParam()) == "linkToAPipe") fs::remove(folder_ / "elsewhere");
  }
}

// A file of a size that no disk has: a hole.
TEST(HostileHoles, EventsWithoutALineAreGivenUp) {
  const tests::TemporaryFolder folder;
  writeText(folder / "run/events.jsonl", "");
  ASSERT_EQ(::truncate((folder / "run/events.jsonl").c_str(), off_t{1} << 42), 0);
  const auto taken = timeOf([&] {
    const auto ledger = jobs::readLedger(folder / "run/events.jsonl");
    ASSERT_FALSE(ledger);
    EXPECT_EQ(ledger.error().code, base::ErrorCode::formatInvalid);
  });
  EXPECT_LT(taken, 5s);
}

// The one wait that a bound cannot shorten is that for a hash: weights may have any size.
TEST(HostileHoles, ASignalEndsTheHashingOfAFileWithoutEnd) {
  const tests::TemporaryFolder folder;
  fs::copy(tests::smallModel(), folder / "model", fs::copy_options::recursive);
  const auto manifest = weights::readManifest(folder / "model");
  ASSERT_TRUE(manifest);
  ASSERT_EQ(::truncate((folder / "model" / manifest->vaeFile.path).c_str(), off_t{1} << 42), 0);
  tests::Program verify({"model", "verify", folder / "model"});
  ::sleep(1);
  const auto taken = timeOf([&] {
    verify.signal(SIGTERM);
    static_cast<void>(verify.wait());
  });
  EXPECT_LT(taken, 1s);
}

}  // namespace
}  // namespace chexgen::hostile
