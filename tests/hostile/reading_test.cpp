// Files that never end or never begin, where a file was expected.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

constexpr std::uint64_t oneMegabyte = 1U << 20U;

TEST(HostileReading, APipeInPlaceOfAFileIsRefusedAndNotWaitedFor) {
  const tests::TemporaryFolder folder;
  makePipe(folder / "pipe");
  const auto read = base::readFile(folder / "pipe", oneMegabyte);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::fileUnreadable);
}

}  // namespace
}  // namespace chexgen::hostile
