#include "core/engine/training/processes.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <dlfcn.h>

#include "core/engine/training/mpi/plugin_interface.h"
#include "core/engine/training/nccl/plugin_interface.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// Where the plugin lies; empty when it is nowhere.
std::filesystem::path pluginFile(const char* name, const char* variable) {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  std::vector<std::filesystem::path> candidates{program / name, program.parent_path() / "lib" / name};
  if (const char* given = std::getenv(variable); given != nullptr) candidates = {given};
  for (const auto& path : candidates)
    if (std::filesystem::is_regular_file(path, error)) return path;
  return {};
}

tl::unexpected<base::Error> notJoined(const std::string& reason,
                                      const std::string& next =
                                          "Start one process alone, or a build with MPI "
                                          "(libopenmpi-dev) through mpirun.") {
  return fail(ErrorCode::deviceUnavailable, reason, {}, "Nothing was started.", next);
}

tl::unexpected<base::Error> lost(const std::string& reason) {
  return fail(ErrorCode::interrupted, "The processes can no longer exchange gradients (" + reason + ").", {},
              "The checkpoints are unharmed.", "Start all processes again; the run goes on.");
}

class MpiProcesses final : public AllReduce {
 public:
  static Result<std::unique_ptr<AllReduce>> join(const Launch& launch) {
    const auto path = pluginFile("libchexgen_mpi.so", "CHEXGEN_MPI_PLUGIN");
    if (path.empty())
      return notJoined("This build has no MPI plugin, which " + std::to_string(launch.size) +
                       " processes need to train together.");
    void* plugin = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (plugin == nullptr)
      return notJoined("The MPI plugin cannot be loaded: " + std::string(::dlerror()) + ".");
    auto* start = reinterpret_cast<ChexgenMpiStart*>(::dlsym(plugin, "chexgenMpiStart"));
    auto joined = std::unique_ptr<MpiProcesses>(new MpiProcesses);
    joined->sum_ = reinterpret_cast<ChexgenMpiSum*>(::dlsym(plugin, "chexgenMpiSum"));
    joined->stop_ = reinterpret_cast<ChexgenMpiStop*>(::dlsym(plugin, "chexgenMpiStop"));
    if (start == nullptr || joined->sum_ == nullptr || joined->stop_ == nullptr) {
      return notJoined("The file " + path.string() + " is not this program's MPI plugin.");
    }
    if (const int error = start(&joined->rank_, &joined->size_); error != 0) {
      return notJoined("MPI does not start (error " + std::to_string(error) + ").");
    }
    joined->started_ = true;
    if (joined->size_ != launch.size) {
      return notJoined("The launcher started " + std::to_string(launch.size) + " processes, but MPI joined " +
                       std::to_string(joined->size_) + "; the plugin belongs to another MPI.");
    }
    return joined;
  }

  MpiProcesses(const MpiProcesses&) = delete;
  MpiProcesses& operator=(const MpiProcesses&) = delete;
  ~MpiProcesses() override {
    if (started_) stop_();
  }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }

  Result<void> sum(const Tensor& values) override {
    const Tensor onCpu = values.to(at::kCPU, at::kFloat).contiguous();
    if (const int error = sum_(onCpu.data_ptr<float>(), onCpu.numel()); error != 0)
      return lost("MPI error " + std::to_string(error));
    if (!onCpu.is_same(values)) values.copy_(onCpu);
    return {};
  }

 private:
  MpiProcesses() = default;
  int rank_ = 0;
  int size_ = 1;
  bool started_ = false;
  ChexgenMpiSum* sum_ = nullptr;
  ChexgenMpiStop* stop_ = nullptr;
};

class NcclProcesses final : public AllReduce {
 public:
  static Result<std::unique_ptr<AllReduce>> join(const std::filesystem::path& path, const Launch& launch,
                                                 const at::Device& device) {
    const auto refused = [](const std::string& reason) {
      return notJoined(reason, "Set CHEXGEN_NCCL_PLUGIN to nothing to exchange gradients by MPI instead.");
    };
    void* plugin = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (plugin == nullptr)
      return refused("The NCCL plugin cannot be loaded: " + std::string(::dlerror()) + ".");
    auto* start = reinterpret_cast<ChexgenNcclStart*>(::dlsym(plugin, "chexgenNcclStart"));
    auto joined = std::unique_ptr<NcclProcesses>(new NcclProcesses(launch, device));
    joined->sum_ = reinterpret_cast<ChexgenNcclSum*>(::dlsym(plugin, "chexgenNcclSum"));
    joined->stop_ = reinterpret_cast<ChexgenNcclStop*>(::dlsym(plugin, "chexgenNcclStop"));
    if (start == nullptr || joined->sum_ == nullptr || joined->stop_ == nullptr)
      return refused("The file " + path.string() + " is not this program's NCCL plugin.");
    std::array<char, 512> reason{};
    if (start(launch.leader.c_str(), launch.leaderPort, launch.rank, launch.size, device.index(),
              reason.data(), reason.size()) != 0)
      return refused("NCCL does not start: " + std::string(reason.data()) + ".");
    joined->started_ = true;
    return joined;
  }

  NcclProcesses(const NcclProcesses&) = delete;
  NcclProcesses& operator=(const NcclProcesses&) = delete;
  ~NcclProcesses() override {
    if (started_) stop_();
  }

  [[nodiscard]] int rank() const override { return launch_.rank; }
  [[nodiscard]] int size() const override { return launch_.size; }

  Result<void> sum(const Tensor& values) override {
    const Tensor onGpu = values.to(device_, at::kFloat).contiguous();
    std::array<char, 512> reason{};
    if (sum_(onGpu.data_ptr<float>(), onGpu.numel(), reason.data(), reason.size()) != 0)
      return lost(reason.data());
    if (!onGpu.is_same(values)) values.copy_(onGpu);
    return {};
  }

 private:
  NcclProcesses(Launch launch, const at::Device& device) : launch_(std::move(launch)), device_(device) {}
  Launch launch_;
  at::Device device_;
  bool started_ = false;
  ChexgenNcclSum* sum_ = nullptr;
  ChexgenNcclStop* stop_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<AllReduce>> joinProcesses(const Launch& launch, const at::Device& device) {
  if (launch.by == Launch::By::nobody) return std::unique_ptr<AllReduce>(std::make_unique<Alone>());
  const auto nccl = pluginFile("libchexgen_nccl.so", "CHEXGEN_NCCL_PLUGIN");
  if (device.is_cuda() && !launch.leader.empty() && !nccl.empty())
    return NcclProcesses::join(nccl, launch, device);
  return MpiProcesses::join(launch);
}

}  // namespace chexgen::engine
