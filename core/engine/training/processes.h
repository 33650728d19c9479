// Joins the processes that train together.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "core/engine/training/all_reduce.h"
#include "core/engine/training/launch.h"

namespace chexgen::engine {

// One process alone, or all that the launcher started. On GPUs they are joined by NCCL (libchexgen_nccl.so)
// when that plugin is there and the leader's machine is known; else, and on CPUs, by MPI (libchexgen_mpi.so),
// through the computer's memory. Plugins lie beside the program or in ../lib; CHEXGEN_NCCL_PLUGIN and
// CHEXGEN_MPI_PLUGIN name others, an empty name none. deviceUnavailable when they cannot be joined.
[[nodiscard]] base::Result<std::unique_ptr<AllReduce>> joinProcesses(const Launch& launch,
                                                                     const at::Device& device);

}  // namespace chexgen::engine
