#include "core/base/system_info.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace chexgen::base {
namespace {

TEST(SystemInfo, ReadsTheProcessorFromItsOwnWords) {
  const CpuInfo old = parseCpuInfo(
      "processor\t: 0\nmodel name\t: AMD EPYC 7763 64-Core Processor\nflags\t\t: fpu avx avx2 sse4_2\n\n"
      "processor\t: 1\nmodel name\t: another\nflags\t\t: fpu avx512f\n");
  EXPECT_EQ(old.model, "AMD EPYC 7763 64-Core Processor");
  EXPECT_TRUE(old.avx2);
  EXPECT_FALSE(old.avx512 || old.amx || old.bf16) << "the first processor counts, and avx2 is not avx512";

  const CpuInfo recent =
      parseCpuInfo("model name : X\nflags : avx2 avx512f avx512_bf16 amx_bf16 amx_tile amx_int8\n");
  EXPECT_TRUE(recent.avx2 && recent.avx512 && recent.bf16 && recent.amx);

  EXPECT_EQ(parseCpuInfo("").model, "");
  EXPECT_EQ(parseCpuInfo("model name").model, "");
}

TEST(SystemInfo, ReadsMemoryInBytes) {
  const MemoryInfo memory =
      parseMemoryInfo("MemTotal:       24684096 kB\nMemFree: 1 kB\nMemAvailable:   22434264 kB\n");
  EXPECT_EQ(memory.total, 24684096ULL * 1024);
  EXPECT_EQ(memory.available, 22434264ULL * 1024);
  EXPECT_EQ(parseMemoryInfo("MemTotal: lots\n").total, 0U);
}

TEST(SystemInfo, FindsTheDriverVersionOfBothKernelModules) {
  EXPECT_EQ(parseNvidiaDriverVersion(
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\n"
                "GCC version:  gcc version 12.3.0\n"),
            "535.104.05");
  EXPECT_EQ(parseNvidiaDriverVersion(
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release\n"),
            "580.65.06");
  EXPECT_EQ(parseNvidiaDriverVersion(""), std::nullopt);
  EXPECT_EQ(parseNvidiaDriverVersion("GCC version:  gcc version 12.3.0\n"), std::nullopt);
}

TEST(SystemInfo, ThisMachineHasMemoryAndProcessors) {
  EXPECT_GE(cpuInfo().processors, 1);
  const MemoryInfo memory = memoryInfo();
  EXPECT_GT(memory.available, 0U);
  EXPECT_LE(memory.available, memory.total);
}

TEST(SystemInfo, MeasuresTheDiskOfAFolderThatIsNotMadeYet) {
  const tests::TemporaryFolder folder;
  const auto here = diskSpace(folder.path());
  const auto later = diskSpace(folder / "not/made/yet");
  ASSERT_TRUE(here && later);
  EXPECT_GT(here->total, 0U);
  EXPECT_EQ(later->total, here->total);
  EXPECT_LE(here->free, here->total);
  EXPECT_TRUE(diskSpace("relative/and/absent"));
}

}  // namespace
}  // namespace chexgen::base
