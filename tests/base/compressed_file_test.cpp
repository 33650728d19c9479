#include "core/base/compressed_file.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

class CompressedFileTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(writeFileAtomically(folder / "plain", text));
    ASSERT_EQ(
        std::system(("gzip -c '" + (folder / "plain").string() + "' > '" + packed.string() + "'").c_str()),
        0);
  }
  tests::TemporaryFolder folder;
  const std::string text = std::string(5000, 'a');
  const std::filesystem::path packed = folder / "packed.gz";
};

TEST_F(CompressedFileTest, IsReadWhetherItIsCompressedOrNot) {
  EXPECT_EQ(readMaybeCompressed(folder / "plain", 10000).value(), text);
  EXPECT_EQ(readMaybeCompressed(packed, 10000).value(), text);
}

TEST_F(CompressedFileTest, IsRefusedWhenItIsMissingCutOffOrTooLong) {
  EXPECT_EQ(readMaybeCompressed(folder / "none", 10000).error().code, ErrorCode::fileMissing);
  EXPECT_EQ(readMaybeCompressed(packed, 100).error().code, ErrorCode::fileTooLarge);
  std::filesystem::resize_file(packed, std::filesystem::file_size(packed) - 6);
  EXPECT_EQ(readMaybeCompressed(packed, 10000).error().code, ErrorCode::fileTruncated);
}

}  // namespace
}  // namespace chexgen::base
