// What a reader may find in a folder after a write that failed or was killed.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "core/base/file.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

std::set<std::string> namesIn(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

std::string content(const std::filesystem::path& path) { return readFile(path, 1ULL << 30U).value(); }

// A tmpfs of `bytes` mounted for one test; mounting needs root.
class SmallDisk {
 public:
  explicit SmallDisk(std::size_t bytes) {
    const std::string options = "size=" + std::to_string(bytes);
    mounted_ = ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return folder_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

 private:
  tests::TemporaryFolder folder_;
  bool mounted_ = false;
};

TEST(AtomicFile, ReplacesTheOldContentAndLeavesNothingElse) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(writeFileAtomically(folder / "a.json", std::string_view("old")));
  ASSERT_TRUE(writeFileAtomically(folder / "a.json", std::string_view("new and longer")));
  EXPECT_EQ(content(folder / "a.json"), "new and longer");
  EXPECT_EQ(namesIn(folder.path()), std::set<std::string>{"a.json"});
}

TEST(AtomicFile, MakesMissingFolders) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(writeFileAtomically(folder / "x/y/a", std::string_view("deep")));
  EXPECT_EQ(content(folder / "x/y/a"), "deep");
}

TEST(AtomicFile, RespectsTheUsersUmask) {
  const tests::TemporaryFolder folder;
  const auto previous = ::umask(0077);
  const auto written = writeFileAtomically(folder / "private", std::string_view("x"));
  ::umask(previous);
  ASSERT_TRUE(written);
  EXPECT_EQ(std::filesystem::status(folder / "private").permissions(), std::filesystem::perms(0600));
}

TEST(AtomicFile, IsInvisibleUntilPublished) {
  const tests::TemporaryFolder folder;
  auto writer = AtomicFileWriter::create(folder / "a").value();
  ASSERT_TRUE(writer.write(std::as_bytes(std::span(std::string_view("first ")))));
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));
  ASSERT_TRUE(writer.write(std::as_bytes(std::span(std::string_view("second")))));
  ASSERT_TRUE(writer.publish());
  EXPECT_EQ(content(folder / "a"), "first second");
}

TEST(AtomicFile, IsForgottenWhenNotPublished) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(writeFileAtomically(folder / "a", std::string_view("old")));
  {
    auto writer = AtomicFileWriter::create(folder / "a").value();
    ASSERT_TRUE(writer.write(std::as_bytes(std::span(std::string_view("half")))));
    AtomicFileWriter moved = std::move(writer);
  }
  EXPECT_EQ(content(folder / "a"), "old");
  EXPECT_EQ(namesIn(folder.path()), std::set<std::string>{"a"});
}

TEST(AtomicFile, TwoWritersOfOneNameDoNotMix) {
  const tests::TemporaryFolder folder;
  auto first = AtomicFileWriter::create(folder / "a").value();
  auto second = AtomicFileWriter::create(folder / "a").value();
  ASSERT_TRUE(first.write(std::as_bytes(std::span(std::string_view("first")))));
  ASSERT_TRUE(second.write(std::as_bytes(std::span(std::string_view("second")))));
  ASSERT_TRUE(second.publish());
  EXPECT_EQ(content(folder / "a"), "second");
  ASSERT_TRUE(first.publish());
  EXPECT_EQ(content(folder / "a"), "first");
}

TEST(AtomicFile, SaysWhyItCannotBeWritten) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(writeFileAtomically(folder / "file", std::string_view("x")));
  EXPECT_FALSE(writeFileAtomically(folder / "file/below", std::string_view("x")));
  std::filesystem::create_directory(folder / "taken");
  const auto onFolder = writeFileAtomically(folder / "taken", std::string_view("x"));
  EXPECT_EQ(onFolder.error().code, ErrorCode::fileUnwritable);
  EXPECT_EQ(onFolder.error().file, folder / "taken");
  EXPECT_EQ(namesIn(folder.path()), (std::set<std::string>{"file", "taken"}));
}

// Root may write everywhere, so it becomes nobody while one of these lives.
class WithoutPrivilege {
 public:
  WithoutPrivilege() {
    if (before_ == 0) became_ = ::seteuid(65534);
  }
  ~WithoutPrivilege() {
    if (before_ == 0) became_ = ::seteuid(0);
  }
  WithoutPrivilege(const WithoutPrivilege&) = delete;
  WithoutPrivilege& operator=(const WithoutPrivilege&) = delete;
  [[nodiscard]] bool holds() const { return became_ == 0; }

 private:
  uid_t before_ = ::geteuid();
  int became_ = 0;
};

TEST(AtomicFile, RefusesAFolderWithoutTheRightToWrite) {
  const tests::TemporaryFolder folder;
  ASSERT_TRUE(writeFileAtomically(folder / "a", std::string_view("old")));
  ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
  Result<void> written;
  {
    const WithoutPrivilege nobody;
    ASSERT_TRUE(nobody.holds());
    written = writeFileAtomically(folder / "a", std::string_view("new"));
  }
  ASSERT_EQ(::chmod(folder.path().c_str(), 0700), 0);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::permissionDenied);
  EXPECT_FALSE(written.error().next.empty());
  EXPECT_EQ(content(folder / "a"), "old");
}

TEST(AtomicFile, KeepsTheOldContentWhenTheDiskIsFull) {
  const SmallDisk disk(std::size_t{256} * 1024);
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small file system needs root";
  ASSERT_TRUE(writeFileAtomically(disk / "a", std::string_view("old")));
  const auto failed = writeFileAtomically(disk / "a", std::string_view(std::string(1'000'000, 'x')));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::diskFull);
  EXPECT_FALSE(failed.error().safe.empty());
  EXPECT_FALSE(failed.error().next.empty());
  EXPECT_EQ(content(disk / "a"), "old");
  EXPECT_EQ(namesIn(disk.path()), std::set<std::string>{"a"});
  EXPECT_TRUE(writeFileAtomically(disk / "a", std::string_view("fits"))) << "the space was given back";
}

// Publishes versions of one file for ever: each is one letter repeated, from `first` on.
[[noreturn]] void publishForEver(const std::filesystem::path& path, char first) {
  for (int version = 0;; ++version) {
    const std::string bytes(300'000, static_cast<char>(first + version % 26));
    if (!writeFileAtomically(path, std::string_view(bytes))) std::_Exit(1);
  }
}

// Waits until the writer has published once; a busy machine may need a while.
bool holdsVersionOf(const std::filesystem::path& path, char first) {
  using Clock = std::chrono::steady_clock;
  for (const auto end = Clock::now() + std::chrono::seconds(60); Clock::now() < end;) {
    if (std::filesystem::exists(path) && content(path).front() >= first &&
        content(path).front() < first + 26) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST(AtomicFile, IsOldOrNewButNeverPartAfterAKill) {
  const tests::TemporaryFolder folder;
  const auto path = folder / "a";
  const int kills = std::getenv("CHEXGEN_FULL") != nullptr ? 100 : 10;
  for (int round = 0; round < kills; ++round) {
    const char first = round % 2 == 0 ? 'a' : 'A';
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) publishForEver(path, first);
    const bool started = holdsVersionOf(path, first);
    // Another phase of the write at every kill.
    std::this_thread::sleep_for(std::chrono::microseconds(370 * round));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
    ASSERT_TRUE(started) << "the writer published nothing";

    const std::string prefix = "a." + std::to_string(child) + "-";
    for (const std::string& name : namesIn(folder.path())) {
      EXPECT_TRUE(name == "a" || (name.starts_with(prefix) && name.ends_with(".tmp"))) << name;
      if (name != "a") std::filesystem::remove(folder / name);
    }
    const std::string found = content(path);
    ASSERT_EQ(found.size(), 300'000U) << "round " << round;
    EXPECT_EQ(found, std::string(found.size(), found.front()));
  }
}

}  // namespace
}  // namespace chexgen::base
