// The NCCL plugin: PyTorch's own process group, and the only file that sees its headers.
#include <chrono>
#include <cstdio>
#include <vector>

#include <ATen/ops/from_blob.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "core/engine/training/nccl/plugin_interface.h"

namespace {

constexpr auto patience = std::chrono::minutes(5);  // until the last process has started

struct Group {
  c10::intrusive_ptr<c10d::ProcessGroupNCCL> processes;
  at::Device device;
};
Group* joined = nullptr;

// What `work` throws becomes a sentence.
template <class Work>
int told(char* reason, std::size_t reasonSize, const Work& work) {
  try {
    work();
    return 0;
  } catch (const c10::Error& error) {
    std::snprintf(reason, reasonSize, "%s", error.what_without_backtrace());
  } catch (const std::exception& error) {
    std::snprintf(reason, reasonSize, "%s", error.what());
  }
  return 1;
}

}  // namespace

extern "C" {

int chexgenNcclStart(const char* host, int port, int rank, int size, int device, char* reason,
                     std::size_t reasonSize) {
  return told(reason, reasonSize, [&] {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(port);
    options.isServer = rank == 0;
    options.numWorkers = static_cast<std::size_t>(size);
    options.timeout = patience;
    const auto store = c10::make_intrusive<c10d::TCPStore>(host, options);
    const at::Device gpu(at::kCUDA, static_cast<c10::DeviceIndex>(device));
    const c10::cuda::CUDAGuard guard(gpu);
    joined = new Group{c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size), gpu};
  });
}

int chexgenNcclSum(float* values, long long count, char* reason, std::size_t reasonSize) {
  return told(reason, reasonSize, [&] {
    const c10::cuda::CUDAGuard guard(joined->device);
    std::vector<at::Tensor> tensors{
        at::from_blob(values, {count}, at::TensorOptions().dtype(at::kFloat).device(joined->device))};
    joined->processes->allreduce(tensors)->wait();
  });
}

void chexgenNcclStop() {
  if (joined == nullptr) return;
  joined->processes->shutdown();
  delete joined;
  joined = nullptr;
}
}
