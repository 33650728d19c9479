#include "core/engine/kernels/cuda/cuda_plugin.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <dlfcn.h>

#include "core/engine/kernels/cuda/plugin_interface.h"

namespace chexgen::engine {
namespace {

constexpr const char* pluginName = "libchexgen_cuda.so";

// Beside the program, or in the lib folder next to its bin folder; CHEXGEN_CUDA_PLUGIN overrides both.
std::vector<std::filesystem::path> candidates() {
  if (const char* given = std::getenv("CHEXGEN_CUDA_PLUGIN"); given != nullptr) return {given};
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  return {program / pluginName, program.parent_path() / "lib" / pluginName};
}

tl::unexpected<base::Error> unavailable(const std::string& reason) {
  return base::fail(base::ErrorCode::deviceUnavailable, reason);
}

}  // namespace

base::Result<std::vector<GpuInfo>> listGpus() {
  for (const auto& path : candidates()) {
    if (!std::filesystem::exists(path)) continue;
    // Global, so that torch's back end finds the symbols it registers against; never unloaded, since torch
    // keeps pointers into it.
    void* plugin = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (plugin == nullptr)
      return unavailable("The CUDA plugin cannot be loaded: " + std::string(::dlerror()) + ".");
    auto* list = reinterpret_cast<ChexgenListGpus*>(::dlsym(plugin, "chexgenListGpus"));
    if (list == nullptr)
      return unavailable("The file " + path.string() + " is not this program's CUDA plugin.");
    std::array<ChexgenGpu, 64> gpus{};
    std::array<char, 512> reason{};
    const int count = list(gpus.data(), static_cast<int>(gpus.size()), reason.data(), reason.size());
    if (count < 0) return unavailable(reason.data());
    std::vector<GpuInfo> found;
    for (int i = 0; i < count && i < static_cast<int>(gpus.size()); ++i) {
      const ChexgenGpu& gpu = gpus.at(static_cast<std::size_t>(i));
      found.push_back({.name = gpu.name,
                       .computeCapability = std::to_string(gpu.major) + "." + std::to_string(gpu.minor),
                       .memoryBytes = gpu.memoryBytes,
                       .computesInBf16 = gpu.major >= 8});
    }
    return found;
  }
  return unavailable("This build has no CUDA plugin.");
}

}  // namespace chexgen::engine
