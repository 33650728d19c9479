#include "core/base/sha256.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

struct KnownDigest {
  std::string message;
  std::string digest;
};

// The example messages of FIPS 180-4 (NIST, "Examples with intermediate values: SHA-256").
const KnownDigest published[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrs"
     "tnopqrst"
     "u",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

TEST(Sha256, MatchesThePublishedExamples) {
  for (const auto& [message, digest] : published) EXPECT_EQ(sha256(message), digest) << message.size();
}

TEST(Sha256, GivesTheSameDigestHoweverTheContentArrives) {
  const std::string& message = published[3].message;
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    Sha256 hash;
    const auto bytes = std::as_bytes(std::span(message));
    hash.update(bytes.first(cut));
    hash.update(bytes.subspan(cut));
    EXPECT_EQ(hash.finish(), published[3].digest) << "cut at " << cut;
  }
}

TEST(Sha256, HashesFilesOfSeveralBlocks) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder / "a", std::ios::binary) << published[4].message;
  EXPECT_EQ(sha256OfFile(folder / "a").value(), published[4].digest);
  // One block of the reader exactly, and one byte more.
  for (const std::size_t size : {std::size_t{1} << 20U, (std::size_t{1} << 20U) + 1}) {
    const std::string content(size, 'x');
    std::ofstream(folder / "b", std::ios::binary) << content;
    EXPECT_EQ(sha256OfFile(folder / "b").value(), sha256(content)) << size;
  }
}

TEST(Sha256, SaysWhyAFileCannotBeHashed) {
  const tests::TemporaryFolder folder;
  EXPECT_EQ(sha256OfFile(folder / "absent").error().code, ErrorCode::fileMissing);
  EXPECT_EQ(sha256OfFile(folder.path()).error().code, ErrorCode::fileUnreadable);
  std::ofstream(folder / "a") << "content";
  CancelToken cancel;
  cancel.cancel();
  EXPECT_EQ(sha256OfFile(folder / "a", cancel).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace chexgen::base
