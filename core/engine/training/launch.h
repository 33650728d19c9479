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
  int localRank = 0;  // on this node
};

// Reads OMPI_COMM_WORLD_* (mpirun), SLURM_* (srun) or RANK, WORLD_SIZE, LOCAL_RANK (torchrun); one task alone
// is `nobody`. argumentInvalid when a variable is no number or out of range.
[[nodiscard]] base::Result<Launch> launchFrom(const std::map<std::string, std::string>& environment);
[[nodiscard]] base::Result<Launch> launchOfThisProcess();

}  // namespace chexgen::engine
