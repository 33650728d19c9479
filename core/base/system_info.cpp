#include "core/base/system_info.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

namespace chexgen::base {
namespace {

constexpr std::uint64_t kibibyte = 1024;  // the files of /proc say kB and mean this

// The rest of the first line that begins with `label`, from behind its colon and blanks.
std::string_view lineValue(std::string_view text, std::string_view label) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with(label)) continue;
    const auto start = line.find_first_not_of(": \t", label.size());
    return start == std::string_view::npos ? std::string_view() : line.substr(start);
  }
  return {};
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc()) return std::nullopt;
  return value;
}

// Narrows to what the control groups allow (version 2): a container or a batch system may grant less than the
// machine has. Every group on the way up can set a limit.
MemoryInfo withinControlGroups(MemoryInfo memory) {
  const std::filesystem::path root = "/sys/fs/cgroup";
  const std::string membership = kernelText("/proc/self/cgroup");
  std::filesystem::path group = std::string(lineValue(membership, "0::"));
  while (true) {
    const auto folder = root / group.relative_path();
    const auto limit = number(kernelText(folder / "memory.max"));  // "max" is no number
    if (limit) {
      const std::uint64_t used = number(kernelText(folder / "memory.current")).value_or(0);
      memory.total = std::min(memory.total, *limit);
      memory.available = std::min(memory.available, *limit - std::min(used, *limit));
    }
    if (group.relative_path().empty()) return memory;
    group = group.parent_path();
  }
}

}  // namespace

std::string kernelText(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

CpuInfo parseCpuInfo(std::string_view procCpuinfo) {
  CpuInfo cpu;
  cpu.model = lineValue(procCpuinfo, "model name");
  std::istringstream flags{std::string(lineValue(procCpuinfo, "flags"))};
  for (std::string flag; flags >> flag;) {
    cpu.avx2 |= flag == "avx2";
    cpu.avx512 |= flag == "avx512f";
    cpu.amx |= flag == "amx_tile";
    cpu.bf16 |= flag == "avx512_bf16" || flag == "amx_bf16";
  }
  return cpu;
}

MemoryInfo parseMemoryInfo(std::string_view procMeminfo) {
  return {.total = kibibyte * number(lineValue(procMeminfo, "MemTotal")).value_or(0),
          .available = kibibyte * number(lineValue(procMeminfo, "MemAvailable")).value_or(0)};
}

std::optional<std::string> parseNvidiaDriverVersion(std::string_view procDriverNvidiaVersion) {
  // "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  …" or "… Open Kernel Module for x86_64
  // 580.65.06  …"
  std::istringstream words{std::string(lineValue(procDriverNvidiaVersion, "NVRM version"))};
  for (std::string word; words >> word;) {
    const bool isVersion =
        word.find('.') != std::string::npos && word.find_first_not_of("0123456789.") == std::string::npos;
    if (isVersion) return word;
  }
  return std::nullopt;
}

CpuInfo cpuInfo() {
  CpuInfo cpu = parseCpuInfo(kernelText("/proc/cpuinfo"));
  cpu.processors = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  return cpu;
}

MemoryInfo memoryInfo() { return withinControlGroups(parseMemoryInfo(kernelText("/proc/meminfo"))); }

Result<DiskSpace> diskSpace(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::path place = std::filesystem::absolute(path, error);
  while (!std::filesystem::exists(place, error) && place.has_relative_path()) place = place.parent_path();
  const auto space = std::filesystem::space(place, error);
  if (error) {
    return fail(ErrorCode::fileUnreadable, "The free space cannot be read: " + error.message() + ".", path);
  }
  return DiskSpace{.total = space.capacity, .free = space.available};
}

std::uint64_t residentBytes() {
  return kibibyte * number(lineValue(kernelText("/proc/self/status"), "VmRSS")).value_or(0);
}

std::optional<std::string> nvidiaDriverVersion() {
  return parseNvidiaDriverVersion(kernelText("/proc/driver/nvidia/version"));
}

}  // namespace chexgen::base
