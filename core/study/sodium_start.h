// libsodium must be started once in each process.
#pragma once

#include "core/base/error.h"

namespace chexgen::study {

// `internal` when the system has no source of randomness.
[[nodiscard]] base::Result<void> startSodium();

}  // namespace chexgen::study
