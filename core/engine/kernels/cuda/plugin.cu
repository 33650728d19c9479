// The CUDA plugin: its link to libtorch_cuda brings torch's CUDA back end into the program; its own code
// proves, before any work starts, that each GPU runs kernels of this build.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstring>

#include "core/engine/kernels/cuda/plugin_interface.h"

namespace {

// One Philox 4x32-10 block for a zero counter and key; the answer is published with Random123.
__global__ void philoxOfZero(std::uint32_t* out) {
  std::uint32_t c[4] = {0, 0, 0, 0};
  std::uint32_t k[2] = {0, 0};
  for (int round = 0; round < 10; ++round) {
    if (round > 0) {
      k[0] += 0x9E3779B9U;
      k[1] += 0xBB67AE85U;
    }
    const std::uint32_t high0 = __umulhi(0xD2511F53U, c[0]);
    const std::uint32_t low0 = 0xD2511F53U * c[0];
    const std::uint32_t high1 = __umulhi(0xCD9E8D57U, c[2]);
    const std::uint32_t low1 = 0xCD9E8D57U * c[2];
    c[0] = high1 ^ c[1] ^ k[0];
    c[1] = low1;
    c[2] = high0 ^ c[3] ^ k[1];
    c[3] = low0;
  }
  for (int i = 0; i < 4; ++i) out[i] = c[i];
}

constexpr std::uint32_t knownAnswer[4] = {0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U};

// Runs the kernel on the current device; false with the reason when it does not give the known answer.
bool computes(char* reason, std::size_t reasonSize) {
  std::uint32_t* device = nullptr;
  std::uint32_t host[4] = {};
  cudaError_t status = cudaMalloc(&device, sizeof(host));
  if (status == cudaSuccess) {
    philoxOfZero<<<1, 1>>>(device);
    status = cudaGetLastError();
    if (status == cudaSuccess) status = cudaMemcpy(host, device, sizeof(host), cudaMemcpyDeviceToHost);
    cudaFree(device);
  }
  if (status != cudaSuccess) {
    std::snprintf(reason, reasonSize, "The GPU does not run this build's kernels: %s.",
                  cudaGetErrorString(status));
    return false;
  }
  if (std::memcmp(host, knownAnswer, sizeof(host)) != 0) {
    std::snprintf(reason, reasonSize, "The GPU computes wrong numbers (Philox known answer).");
    return false;
  }
  return true;
}

}  // namespace

extern "C" int chexgenListGpus(ChexgenGpu* gpus, int capacity, char* reason, std::size_t reasonSize) {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) {
    std::snprintf(reason, reasonSize, "CUDA finds no usable GPU: %s.", cudaGetErrorString(status));
    cudaGetLastError();  // the error must not stay behind for torch to find
    return -1;
  }
  for (int i = 0; i < count && i < capacity; ++i) {
    cudaDeviceProp properties{};
    if (cudaSetDevice(i) != cudaSuccess || cudaGetDeviceProperties(&properties, i) != cudaSuccess) {
      std::snprintf(reason, reasonSize, "GPU %d cannot be opened: %s.", i,
                    cudaGetErrorString(cudaGetLastError()));
      return -1;
    }
    if (!computes(reason, reasonSize)) return -1;
    std::snprintf(gpus[i].name, sizeof(gpus[i].name), "%s", properties.name);
    gpus[i].major = properties.major;
    gpus[i].minor = properties.minor;
    gpus[i].memoryBytes = properties.totalGlobalMem;
  }
  if (count > 0) cudaSetDevice(0);
  return count;
}
