#include "core/engine/device.h"

#include <charconv>

#include "core/engine/kernels/cuda/cuda_plugin.h"

namespace chexgen::engine {

const CudaState& cudaState() {
  static const CudaState state = [] {
    CudaState found;
    const auto gpus = listGpus();
    if (gpus) {
      found.gpus = *gpus;
      if (found.gpus.empty()) found.reason = "The CUDA plugin is here, but CUDA sees no GPU.";
    } else {
      found.reason = gpus.error().message;
    }
    return found;
  }();
  return state;
}

bool cpuComputesInBf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

base::Result<std::string> chooseDevice(const std::string& request) {
  using base::ErrorCode;
  if (request == "cpu") return request;
  if (request == "auto") return cudaState().gpus.empty() ? "cpu" : "cuda:0";
  const std::string prefix = "cuda";
  if (!request.starts_with(prefix)) {
    return base::fail(ErrorCode::argumentInvalid, "There is no device \"" + request + "\".", {}, "",
                      "Use auto, cpu, cuda or cuda:N.");
  }
  std::size_t index = 0;
  if (request != prefix) {
    const char* first = request.data() + prefix.size() + 1;
    const char* last = request.data() + request.size();
    const bool hasColon = request[prefix.size()] == ':';
    if (!hasColon || first == last || std::from_chars(first, last, index).ptr != last) {
      return base::fail(ErrorCode::argumentInvalid,
                        "\"" + request + "\" is not a CUDA device; write cuda:0, cuda:1, ….");
    }
  }
  const CudaState& state = cudaState();
  if (index >= state.gpus.size()) {
    const std::string why =
        state.gpus.empty() ? state.reason : "There are only " + std::to_string(state.gpus.size()) + " GPUs.";
    return base::fail(ErrorCode::deviceUnavailable, "The GPU " + request + " cannot be used. " + why, {}, "",
                      "Use --device cpu, or run `chexgen doctor` to see what is missing.");
  }
  return prefix + ":" + std::to_string(index);
}

std::string describeDevice(const std::string& device) {
  if (device == "cpu") return device;
  const auto index = static_cast<std::size_t>(std::stoul(device.substr(device.find(':') + 1)));
  return device + " " + cudaState().gpus.at(index).name;
}

}  // namespace chexgen::engine
