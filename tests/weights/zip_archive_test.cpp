// What the strict ZIP reader takes and what it refuses.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/weights/zip_archive.h"
#include "tests/support/temporary_folder.h"
#include "tests/weights/file_builders.h"
#include "tests/weights/result_matchers.h"

namespace chexgen::weights {
namespace {

using base::ErrorCode;
using tests::Bytes;
using tests::expectRefused;
using tests::little;
using tests::zip;

base::Result<ZipArchive> parse(const Bytes& bytes) {
  return ZipArchive::parse(tests::bytesOf(bytes), "test.pth");
}

const Bytes sound = zip({{"a/one", "hello"}, {"a/two", ""}, {"a/three", "world!"}});

TEST(ZipArchive, GivesStoredEntries) {
  const auto archive = parse(sound);
  ASSERT_TRUE(archive) << tests::problem(archive);
  ASSERT_EQ(archive->entries().size(), 3U);
  ASSERT_NE(archive->find("a/three"), nullptr);
  EXPECT_EQ(archive->find("a/three")->data.size(), 6U);
  EXPECT_TRUE(crcMatches(*archive->find("a/three")));
  EXPECT_EQ(archive->find("a/four"), nullptr);
}

TEST(ZipArchive, RefusesEveryTruncation) {
  for (std::size_t length = 0; length < sound.size(); ++length) {
    EXPECT_FALSE(parse(sound.substr(0, length))) << "cut to " << length << " bytes";
  }
  expectRefused(parse(sound.substr(0, sound.size() - 1)), ErrorCode::fileTruncated, "cut short");
}

TEST(ZipArchive, RefusesNamesThatLeaveTheArchive) {
  for (const std::string name :
       {"../evil", "/etc/passwd", "a/../../evil", "a\\..\\evil", "a//b", "./a", "..", ""}) {
    expectRefused(parse(zip({{name, "x"}})), ErrorCode::formatForbidden, "leave the archive");
  }
  expectRefused(parse(zip({{std::string("a\0b", 3), "x"}})), ErrorCode::formatForbidden, "leave the archive");
}

TEST(ZipArchive, RefusesCompressedAndEncryptedEntries) {
  expectRefused(parse(zip({{"a/one", "x", 8}})), ErrorCode::formatUnsupported, "compressed");
  expectRefused(parse(zip({{"a/one", "x", 0, 1}})), ErrorCode::formatUnsupported, "encrypted");
}

// A deflate stream of one stored block (RFC 1951, section 3.2.4): last block, length 5, its complement, data.
const Bytes deflatedHello(
    "\x01\x05\x00\xfa\xff"
    "hello",
    10);
constexpr std::uint32_t crcOfHello = 0x3610a686;  // as Python's zlib.crc32 has it

tests::ZipItem deflatedItem() {
  tests::ZipItem item{"a/one", deflatedHello, 8};
  item.crc = crcOfHello;
  item.contentSize = 5;
  return item;
}

base::Result<ZipArchive> parseDeflated(const tests::ZipItem& item) {
  return ZipArchive::parse(tests::bytesOf(zip({item})), "test.npz", ZipMethods::storedOrDeflated);
}

TEST(ZipArchive, InflatesWhereItIsAllowed) {
  const Bytes bytes = zip({deflatedItem(), {"a/two", "stored"}});
  const auto archive = ZipArchive::parse(tests::bytesOf(bytes), "test.npz", ZipMethods::storedOrDeflated);
  ASSERT_TRUE(archive) << tests::problem(archive);
  const ZipEntry& entry = *archive->find("a/one");
  EXPECT_TRUE(entry.isDeflated);
  EXPECT_EQ(entry.size, 5U);
  EXPECT_FALSE(archive->find("a/two")->isDeflated);
  const auto content = inflate(entry);
  ASSERT_TRUE(content);
  EXPECT_EQ(Bytes(reinterpret_cast<const char*>(content->data()), content->size()), "hello");
  expectRefused(parse(bytes), ErrorCode::formatUnsupported, "compressed");
}

TEST(ZipArchive, RefusesOtherCompressionsAndClaimsThatCannotBeTrue) {
  tests::ZipItem other = deflatedItem();
  other.method = 12;
  expectRefused(parseDeflated(other), ErrorCode::formatUnsupported, "another method");
  tests::ZipItem bomb = deflatedItem();
  bomb.contentSize = 1'000'000;
  expectRefused(parseDeflated(bomb), ErrorCode::formatInvalid, "more content");
}

TEST(ZipArchive, DoesNotInflateDamage) {
  const auto inflated = [](const tests::ZipItem& item) {
    const Bytes bytes = zip({item});
    const auto archive = ZipArchive::parse(tests::bytesOf(bytes), "test.npz", ZipMethods::storedOrDeflated);
    return archive ? inflate(*archive->find("a/one")) : std::nullopt;
  };
  ASSERT_TRUE(inflated(deflatedItem()));
  tests::ZipItem otherCrc = deflatedItem();
  otherCrc.crc = crcOfHello + 1;
  EXPECT_FALSE(inflated(otherCrc));
  for (const std::uint32_t size : {0U, 4U, 6U}) {
    tests::ZipItem otherSize = deflatedItem();
    otherSize.contentSize = size;
    EXPECT_FALSE(inflated(otherSize)) << size;
  }
  tests::ZipItem cut = deflatedItem();
  cut.data.pop_back();
  EXPECT_FALSE(inflated(cut));
  tests::ZipItem more = deflatedItem();
  more.data += 'x';
  EXPECT_FALSE(inflated(more));
}

TEST(ZipArchive, RefusesLocalHeadersThatDiffer) {
  tests::ZipItem otherName{"a/one", "x"};
  otherName.localName = "a/two";
  expectRefused(parse(zip({otherName})), ErrorCode::formatInvalid, "differs");
  tests::ZipItem otherSize{"a/one", "xyz"};
  otherSize.localSize = 2;
  expectRefused(parse(zip({otherSize})), ErrorCode::formatInvalid, "differs");
}

TEST(ZipArchive, RefusesSizesBeyondTheFile) {
  tests::ZipItem huge{"a/one", "x"};
  huge.directorySize = 0x7FFFFFFF;
  huge.localSize = 0x7FFFFFFF;
  expectRefused(parse(zip({huge})), ErrorCode::formatInvalid, "do not fit");
}

TEST(ZipArchive, RefusesOverlappingEntries) {
  // The second entry's header stands inside the first entry's data.
  const Bytes inner = zip({{"a/inner", "data"}});
  tests::ZipItem outer{"a/outer", inner};
  tests::ZipItem hidden{"a/inner", ""};
  hidden.headerAt = static_cast<std::uint32_t>(30 + outer.name.size());
  hidden.directorySize = 4;
  hidden.crc = 0xADF3F363;  // CRC-32 of "data"
  expectRefused(parse(zip({outer, hidden})), ErrorCode::formatInvalid, "overlaps");
}

TEST(ZipArchive, RefusesHeadersThatAreNotThere) {
  tests::ZipItem lost{"a/one", "x"};
  lost.headerAt = 0xFFFFFF00;
  expectRefused(parse(zip({lost})), ErrorCode::formatInvalid, "no local header");
}

TEST(ZipArchive, RefusesRepeatedNames) {
  expectRefused(parse(zip({{"a/one", "x"}, {"a/one", "y"}})), ErrorCode::formatInvalid, "twice");
}

TEST(ZipArchive, RefusesFalseEntryCounts) {
  for (const std::uint16_t count : {std::uint16_t{0}, std::uint16_t{2}, std::uint16_t{60000}}) {
    Bytes bytes = sound;
    bytes.replace(bytes.size() - 14, 4, little(count, 2) + little(count, 2));
    EXPECT_FALSE(parse(bytes)) << count;
  }
}

TEST(ZipArchive, RefusesDataBehindTheEnd) { EXPECT_FALSE(parse(sound + "x")); }

TEST(ZipArchive, RefusesAnArchiveComment) {
  Bytes bytes = sound;
  bytes.replace(bytes.size() - 2, 2, little(1, 2));
  EXPECT_FALSE(parse(bytes + "c"));
}

TEST(ZipArchive, NoticesADamagedEntry) {
  tests::ZipItem damaged{"a/one", "hello"};
  damaged.crc = 1;
  const auto archive = parse(zip({damaged}));
  ASSERT_TRUE(archive);
  EXPECT_FALSE(crcMatches(*archive->find("a/one")));
}

TEST(ZipArchive, SurvivesEverySingleChangedByte) {
  // Not every change can be noticed (contents are not hashed here); none may do harm.
  for (std::size_t i = 0; i < sound.size(); ++i) {
    for (const char value : {'\x00', '\x7f', '\xff'}) {
      Bytes bytes = sound;
      bytes[i] = value;
      static_cast<void>(parse(bytes));
    }
  }
}

// An archive whose second entry starts beyond 4 GiB, as torch writes it: sizes and positions in ZIP64 fields.
// The file is sparse, so it needs no room on the disk.
TEST(ZipArchive, ReadsArchivesBeyondFourGigabytes) {
  const tests::TemporaryFolder folder;
  const auto path = folder / "large.pth";
  const std::uint64_t size = (std::uint64_t{4} << 30U) + 512;
  const std::string first = "a/0", second = "a/1", content = "beyond";
  const std::uint32_t full = 0xFFFFFFFF;
  const auto local = [&](const std::string& name, std::uint32_t bytes, const Bytes& extra) {
    return "PK\x03\x04" + little(45, 2) + little(0, 8) + little(0, 4) + little(bytes, 4) + little(bytes, 4) +
           little(name.size(), 2) + little(extra.size(), 2) + name + extra;
  };
  const auto central = [&](const std::string& name, std::uint32_t bytes, std::uint32_t at,
                           const Bytes& extra) {
    return "PK\x01\x02" + little(45, 2) + little(45, 2) + little(0, 8) + little(0, 4) + little(bytes, 4) +
           little(bytes, 4) + little(name.size(), 2) + little(extra.size(), 2) + little(0, 10) +
           little(at, 4) + name + extra;
  };
  const Bytes head = local(first, full, little(1, 2) + little(16, 2) + little(size, 8) + little(size, 8));
  const std::uint64_t secondAt = head.size() + size;
  const auto small = static_cast<std::uint32_t>(content.size());
  Bytes tail = local(second, small, "") + content;
  const std::uint64_t directoryAt = secondAt + tail.size();
  const Bytes directory =
      central(first, full, 0, little(1, 2) + little(16, 2) + little(size, 8) + little(size, 8)) +
      central(second, small, full, little(1, 2) + little(8, 2) + little(secondAt, 8));
  const std::uint64_t end64At = directoryAt + directory.size();
  tail += directory + "PK\x06\x06" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) +
          little(2, 8) + little(2, 8) + little(directory.size(), 8) + little(directoryAt, 8) + "PK\x06\x07" +
          little(0, 4) + little(end64At, 8) + little(1, 4) + "PK\x05\x06" + little(0, 4) + little(2, 2) +
          little(2, 2) + little(directory.size(), 4) + little(full, 4) + little(0, 2);
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0);
  ASSERT_EQ(::pwrite(file, head.data(), head.size(), 0), static_cast<ssize_t>(head.size()));
  ASSERT_EQ(::pwrite(file, tail.data(), tail.size(), static_cast<off_t>(secondAt)),
            static_cast<ssize_t>(tail.size()));
  ::close(file);
  const auto mapped = base::MappedFile::open(path);
  ASSERT_TRUE(mapped) << tests::problem(mapped);
  const auto archive = ZipArchive::parse(mapped->bytes(), path);
  ASSERT_TRUE(archive) << tests::problem(archive);
  EXPECT_EQ(archive->find(first)->data.size(), size);
  const auto found = archive->find(second)->data;
  EXPECT_TRUE(std::equal(found.begin(), found.end(), tests::bytesOf(content).begin()));
}

}  // namespace
}  // namespace chexgen::weights
