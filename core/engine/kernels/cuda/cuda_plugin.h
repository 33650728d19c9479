// Finds the CUDA plugin at run time. Loading it registers torch's CUDA back end; where it or a CUDA library
// is missing the program goes on without.
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/engine/device.h"

namespace chexgen::engine {

// The GPUs that the plugin sees. deviceUnavailable with one sentence when the plugin or a library it needs
// cannot be loaded.
[[nodiscard]] base::Result<std::vector<GpuInfo>> listGpus();

}  // namespace chexgen::engine
