#include "core/engine/training/processes.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <dlfcn.h>

#include "core/engine/training/mpi/plugin_interface.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr const char* mpiPluginName = "libchexgen_mpi.so";

std::vector<std::filesystem::path> mpiPlugins() {
  if (const char* given = std::getenv("CHEXGEN_MPI_PLUGIN"); given != nullptr) return {given};
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  return {program / mpiPluginName, program.parent_path() / "lib" / mpiPluginName};
}

tl::unexpected<base::Error> notJoined(const std::string& reason) {
  return fail(ErrorCode::deviceUnavailable, reason, {}, "Nothing was started.",
              "Start one process alone, or a build with MPI (libopenmpi-dev) through mpirun.");
}

class MpiProcesses final : public AllReduce {
 public:
  static Result<std::unique_ptr<AllReduce>> join(const Launch& launch) {
    for (const auto& path : mpiPlugins()) {
      if (!std::filesystem::exists(path)) continue;
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
        return notJoined("The launcher started " + std::to_string(launch.size) +
                         " processes, but MPI joined " + std::to_string(joined->size_) +
                         "; the plugin belongs to another MPI.");
      }
      return joined;
    }
    return notJoined("This build has no MPI plugin, which " + std::to_string(launch.size) +
                     " processes need to train together.");
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
    if (const int error = sum_(onCpu.data_ptr<float>(), onCpu.numel()); error != 0) {
      return fail(ErrorCode::interrupted,
                  "The processes can no longer exchange gradients (MPI error " + std::to_string(error) + ").",
                  {}, "The checkpoints are unharmed.", "Start all processes again; the run goes on.");
    }
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

}  // namespace

Result<std::unique_ptr<AllReduce>> joinProcesses(const Launch& launch) {
  if (launch.by == Launch::By::nobody) return std::unique_ptr<AllReduce>(std::make_unique<Alone>());
  return MpiProcesses::join(launch);
}

}  // namespace chexgen::engine
