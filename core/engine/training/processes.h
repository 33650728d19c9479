// Joins the processes that train together.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "core/engine/training/all_reduce.h"
#include "core/engine/training/launch.h"

namespace chexgen::engine {

// One process alone, or all that the launcher started, joined through the MPI plugin (libchexgen_mpi.so
// beside the program or in ../lib; CHEXGEN_MPI_PLUGIN names another). deviceUnavailable when they cannot be
// joined.
[[nodiscard]] base::Result<std::unique_ptr<AllReduce>> joinProcesses(const Launch& launch);

}  // namespace chexgen::engine
