#include "core/engine/compute.h"

#include <algorithm>
#include <thread>

#include <ATen/Parallel.h>

#include "core/base/log.h"
#include "core/engine/device.h"

namespace chexgen::engine {
namespace {

bool computesInBf16(const at::Device& device) {
  if (device.is_cpu()) return cpuComputesInBf16();
  return cudaState().gpus.at(static_cast<std::size_t>(device.index())).computesInBf16;
}

}  // namespace

std::string Compute::deviceName() const { return describeDevice(device.str()); }

std::string Compute::precisionName() const { return type == at::kBFloat16 ? "bf16" : "fp32"; }

base::Result<Compute> chooseCompute(const jobs::ModelOptions& options) {
  if (options.threads < 0) {
    return base::fail(base::ErrorCode::argumentInvalid, "The number of threads cannot be negative.");
  }
  if (options.precision != "auto" && options.precision != "fp32" && options.precision != "bf16") {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "There is no precision \"" + options.precision + "\"; choose auto, fp32 or bf16.");
  }
  CHEXGEN_ASSIGN(const std::string name, chooseDevice(options.device));
  Compute compute{.device = at::Device(name)};
  const bool native = computesInBf16(compute.device);
  if (options.precision == "bf16" && !native) {
    base::logWarning(describeDevice(name) +
                     " would only emulate bf16 arithmetic; computing in fp32 instead.");
  }
  if (options.precision != "fp32" && native) compute.type = at::kBFloat16;
  compute.threads = options.threads > 0 ? options.threads
                                        : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  at::set_num_threads(compute.threads);
  return compute;
}

}  // namespace chexgen::engine
