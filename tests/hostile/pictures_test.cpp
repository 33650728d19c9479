// Pictures that are larger than anything that is read.
#include <filesystem>
#include <string>

#include <unistd.h>

#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/base/system_info.h"
#include "core/imaging/picture_file.h"
#include "core/imaging/png.h"
#include "core/imaging/read_grey.h"
#include "tests/hostile/hostile_files.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::hostile {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

// The most memory that this process ever had, in bytes.
std::uint64_t mostMemory() {
  const std::string text = base::kernelText("/proc/self/status");
  return std::strtoull(text.c_str() + text.find("VmHWM:") + 6, nullptr, 10) << 10U;
}

std::string bigEndian(std::uint32_t value) {
  return {static_cast<char>(value >> 24U), static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
          static_cast<char>(value)};
}

// A PNG of this size by its head, in a file of 900 MB that is a hole behind it.
fs::path hugePng(const fs::path& path, std::uint32_t width, std::uint32_t height) {
  writeText(path, std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + bigEndian(width) + bigEndian(height) +
                      std::string("\x08\0\0\0\0", 5) + bigEndian(0));
  if (::truncate(path.c_str(), 900'000'000) != 0) throw std::runtime_error("the hole cannot be made");
  return path;
}

TEST(HugePictures, AreRefusedByTheirHeadBeforeTheyAreRead) {
  const tests::TemporaryFolder folder;
  for (const auto& [width, height] : {std::pair{60000U, 60000U}, std::pair{16U, 16U}}) {
    const fs::path file = hugePng(folder / "huge.png", width, height);
    const std::uint64_t before = mostMemory();
    EXPECT_EQ(imaging::readPng(file).error().code, base::ErrorCode::fileTooLarge);
    EXPECT_EQ(imaging::readGreyImage(file).error().code, base::ErrorCode::fileTooLarge);
    EXPECT_EQ(imaging::readPicture(file).error().code, base::ErrorCode::fileTooLarge);
    EXPECT_LT(mostMemory() - before, 50'000'000U);
  }
}

}  // namespace
}  // namespace chexgen::hostile
