// How a launcher started this process. No torch type stands here.
#pragma once

#include <map>
#include <string>

#include "core/base/error.h"

namespace chexgen::engine {

// What a launcher's environment variables say.
struct Launch {
  enum class By { nobody, mpirun, slurm, torchrun };
  By by = By::nobody;
  int rank = 0;
  int size = 1;
  int localRank = 0;       // on this node
  std::string leader;      // the machine of rank 0; empty: not told
  int leaderPort = 29500;  // where rank 0 may be reached there
};

// Reads OMPI_COMM_WORLD_* (mpirun), SLURM_* (srun) or RANK, WORLD_SIZE, LOCAL_RANK (torchrun), and
// MASTER_ADDR and MASTER_PORT, which torchrun sets; where all tasks are on one machine the leader is that.
// One task alone is `nobody`. argumentInvalid when a variable is no number or out of range.
[[nodiscard]] base::Result<Launch> launchFrom(const std::map<std::string, std::string>& environment);
[[nodiscard]] base::Result<Launch> launchOfThisProcess();

// The device that this process is to ask for: where several are started and `request` is "auto" or "cuda",
// each takes the GPU of its number on its machine. deviceUnavailable when there are fewer GPUs (but some).
[[nodiscard]] base::Result<std::string> deviceFor(const Launch& launch, const std::string& request,
                                                  std::size_t gpus);

}  // namespace chexgen::engine
