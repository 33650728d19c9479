// libsodium must be started once in each process.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/error.h"

namespace chexgen::study {

// `internal` when the system has no source of randomness.
[[nodiscard]] base::Result<void> startSodium();

// 32 hexadecimal digits that nobody can guess; after startSodium().
[[nodiscard]] std::string randomName();
// 64 bits that nobody can guess; after startSodium().
[[nodiscard]] std::uint64_t randomSeed();

}  // namespace chexgen::study
