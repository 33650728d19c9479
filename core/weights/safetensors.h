// The safetensors format, strictly: eight bytes of header length, a JSON header, the tensors back to back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/error.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

// The longest header that is read, in bytes; the same limit as the format's own reader has.
inline constexpr std::uint64_t largestSafetensorsHeader = 100'000'000;

// Maps the file and gives its tensors without copying. formatInvalid, formatUnsupported or fileTruncated name
// the tensor and the rule that it breaks.
[[nodiscard]] base::Result<TensorStore> openSafetensors(const std::filesystem::path& path);

// The same on bytes in memory; `owner` keeps them alive, `source` only names them in messages.
[[nodiscard]] base::Result<TensorStore> parseSafetensors(std::span<const std::byte> bytes,
                                                         std::shared_ptr<const void> owner,
                                                         const std::filesystem::path& source);

}  // namespace chexgen::weights
