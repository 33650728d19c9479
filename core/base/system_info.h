// What the machine offers: processor, memory, disk, graphics driver. Read from /proc and /sys; nothing is
// started or loaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::base {

struct CpuInfo {
  std::string model;   // as the processor names itself; empty when /proc does not say
  int processors = 1;  // logical processors that this process may run on
  bool avx2 = false;
  bool avx512 = false;  // AVX-512 F
  bool amx = false;     // AMX tiles
  bool bf16 = false;    // arithmetic on bfloat16 (AVX-512 BF16 or AMX BF16); without it bf16 is emulated
};

struct MemoryInfo {
  std::uint64_t total = 0;      // bytes; the smaller of the machine's memory and the control group's limit
  std::uint64_t available = 0;  // bytes that can be used without swapping
};

struct DiskSpace {
  std::uint64_t total = 0;  // bytes
  std::uint64_t free = 0;   // bytes that this user may still write
};

[[nodiscard]] CpuInfo cpuInfo();
[[nodiscard]] MemoryInfo memoryInfo();
// The memory of this process that is in RAM, in bytes; 0 when the system does not say.
[[nodiscard]] std::uint64_t residentBytes();
// The disk that holds `path`, or that would: for a path that does not exist, its nearest existing parent
// counts. fileUnreadable when the system does not say.
[[nodiscard]] Result<DiskSpace> diskSpace(const std::filesystem::path& path);
// The version of the NVIDIA kernel driver, nothing when none is loaded.
[[nodiscard]] std::optional<std::string> nvidiaDriverVersion();

// The text of a file of the kernel, in /proc or /sys: such a file has no size. Empty where there is none.
[[nodiscard]] std::string kernelText(const std::filesystem::path& file);

// The same from the text of the files that the functions above read; `processors` stays 1.
[[nodiscard]] CpuInfo parseCpuInfo(std::string_view procCpuinfo);
[[nodiscard]] MemoryInfo parseMemoryInfo(std::string_view procMeminfo);
[[nodiscard]] std::optional<std::string> parseNvidiaDriverVersion(std::string_view procDriverNvidiaVersion);

}  // namespace chexgen::base
