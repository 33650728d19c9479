// Arrays that numpy wrote: .npy files and the .npz archives of them, read strictly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/weights/tensor_store.h"

namespace chexgen::training {

// The most that the arrays of one compressed archive may hold together; an image and its caption take a few
// MiB.
inline constexpr std::uint64_t largestInflatedNpz = std::uint64_t{1} << 30U;

// Maps an .npz (numpy.savez or savez_compressed) and gives its arrays by name, without the ending ".npy".
// Stored arrays lie in the map, which may leave them unaligned; compressed ones are inflated. Every array's
// CRC is checked. Fails like ZipArchive::parse and parseNpy, with formatInvalid for a wrong CRC, and with
// fileTooLarge beyond the limit above.
[[nodiscard]] base::Result<weights::TensorStore> openNpz(const std::filesystem::path& path);

// The same on bytes in memory; `owner` keeps them alive, `source` only names them in messages.
[[nodiscard]] base::Result<weights::TensorStore> parseNpz(std::span<const std::byte> bytes,
                                                          std::shared_ptr<const void> owner,
                                                          const std::filesystem::path& source);

// One .npy (format 1.0 to 3.0) of little-endian bool, u1, i1, i2, i4, i8, f2, f4 or f8 in C order.
// formatForbidden for arrays of Python objects, which are pickles; formatUnsupported for other types, byte or
// index orders; formatInvalid or fileTruncated when header and data disagree. `entry` names the array in
// messages.
[[nodiscard]] base::Result<weights::TensorView> parseNpy(std::span<const std::byte> bytes,
                                                         std::shared_ptr<const void> owner,
                                                         const std::string& entry,
                                                         const std::filesystem::path& source);

}  // namespace chexgen::training
