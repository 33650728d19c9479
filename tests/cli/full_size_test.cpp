// The released architecture at 256 pixels, end to end, with random weights.
#include <filesystem>

#include <sys/resource.h>

#include <gtest/gtest.h>

#include "core/imaging/png.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace chexgen::cli {
namespace {

using tests::runProgram;

TEST(FullSize, Xl2GeneratesAt256PixelsInLessThanSixGigabytes) {
  if (!tests::isFullRun()) GTEST_SKIP() << "a full run (CHEXGEN_FULL=1) makes this 1.2 GB model";
  const tests::TemporaryFolder folder;
  const std::string model = (folder / "xl").string();
  ASSERT_EQ(runProgram({"model", "random", "--architecture", "XL/2", "--size", "256", "--out", model}).code,
            0);
  const auto out = folder / "out.png";
  ASSERT_EQ(
      runProgram({"generate", "Effusion.", "--model", model, "--steps", "2", "--device", "cpu", "--out", out})
          .code,
      0);
  const auto image = imaging::readPng(out);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width, 256);
  EXPECT_EQ(image->height, 256);
  rusage usage{};
  ASSERT_EQ(::getrusage(RUSAGE_CHILDREN, &usage), 0);
  RecordProperty("peak_kilobytes", std::to_string(usage.ru_maxrss));
  EXPECT_LT(usage.ru_maxrss, 6L << 20);  // in kilobytes
}

}  // namespace
}  // namespace chexgen::cli
