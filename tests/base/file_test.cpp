#include "core/base/file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

void put(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string content(const std::filesystem::path& path) { return readFile(path, 1U << 20U).value(); }

TEST(ReadFile, GivesEveryByte) {
  const tests::TemporaryFolder folder;
  const std::string bytes("a\0b\r\n\xFF", 6);
  put(folder / "a", bytes);
  put(folder / "empty", "");
  EXPECT_EQ(content(folder / "a"), bytes);
  EXPECT_EQ(content(folder / "empty"), "");
}

TEST(ReadFile, RefusesWhatIsLongerThanTheLimit) {
  const tests::TemporaryFolder folder;
  put(folder / "a", "12345");
  EXPECT_TRUE(readFile(folder / "a", 5));
  EXPECT_EQ(readFile(folder / "a", 4).error().code, ErrorCode::fileTooLarge);
}

TEST(ReadFile, TellsMissingFromUnreadable) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(readFile(folder / "absent", 10).error().code, ErrorCode::fileMissing);
  EXPECT_EQ(readFile(folder.path(), 10).error().code, ErrorCode::fileUnreadable);
  put(folder / "file", "x");
  EXPECT_FALSE(readFile(folder / "file/below", 10)) << "a file is no folder";
  std::filesystem::create_symlink("loop", folder / "loop");
  EXPECT_EQ(readFile(folder / "loop", 10).error().code, ErrorCode::fileUnreadable);
}

TEST(MappedFile, ShowsTheBytesOfTheFile) {
  const tests::TemporaryFolder folder;
  std::string bytes(10'000, 'x');
  bytes += "end";
  put(folder / "a", bytes);
  const auto mapped = MappedFile::open(folder / "a").value();
  EXPECT_EQ(mapped.path(), folder / "a");
  const auto* text = reinterpret_cast<const char*>(mapped.bytes().data());
  EXPECT_EQ(std::string(text, mapped.bytes().size()), bytes);
}

TEST(MappedFile, LivesAsLongAsSomeoneOwnsIt) {
  const tests::TemporaryFolder folder;
  put(folder / "a", "kept");
  std::shared_ptr<const void> owner;
  std::span<const std::byte> bytes;
  {
    const auto mapped = MappedFile::open(folder / "a").value();
    owner = mapped.owner();
    bytes = mapped.bytes();
  }
  std::filesystem::remove(folder / "a");
  EXPECT_EQ(bytes[0], std::byte{'k'});
  EXPECT_EQ(bytes[3], std::byte{'t'});
}

TEST(MappedFile, AcceptsAnEmptyFileAndRefusesOthers) {
  const tests::TemporaryFolder folder;
  put(folder / "empty", "");
  EXPECT_TRUE(MappedFile::open(folder / "empty").value().bytes().empty());
  EXPECT_EQ(MappedFile::open(folder / "absent").error().code, ErrorCode::fileMissing);
  EXPECT_EQ(MappedFile::open(folder.path()).error().code, ErrorCode::fileUnreadable);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(MappedFile::open(folder / "pipe").error().code, ErrorCode::fileUnreadable) << "and does not hang";
}

}  // namespace
}  // namespace chexgen::base
