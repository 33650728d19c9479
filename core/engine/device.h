// What can compute here. No torch type stands here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace chexgen::engine {

// One GPU as CUDA names it.
struct GpuInfo {
  std::string name;
  std::string computeCapability;  // "9.0"
  std::uint64_t memoryBytes = 0;
  bool computesInBf16 = false;
};

struct CudaState {
  std::vector<GpuInfo> gpus;
  std::string reason;  // why there is none, one sentence; empty when gpus is not
};

// Looks for the CUDA plugin and its GPUs, once; without either the program goes on with the CPU.
[[nodiscard]] const CudaState& cudaState();

// True when this CPU has bf16 instructions; without them bf16 arithmetic is emulated, several times slower
// than fp32.
[[nodiscard]] bool cpuComputesInBf16();

// The device for a request: "auto" (the first GPU, else the CPU), "cpu", "cuda" or "cuda:N" → "cpu" or
// "cuda:N". argumentInvalid for another word; deviceUnavailable with the reason when that GPU is not there.
[[nodiscard]] base::Result<std::string> chooseDevice(const std::string& request);

// "cpu", or "cuda:0 NVIDIA H100": what recipes record.
[[nodiscard]] std::string describeDevice(const std::string& device);

}  // namespace chexgen::engine
