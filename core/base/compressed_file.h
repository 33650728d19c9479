// Files that may be compressed by gzip.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/error.h"

namespace chexgen::base {

// The content, decompressed where it is compressed. Fails with fileMissing, fileUnreadable, fileTruncated for
// a compressed file that is damaged or cut off, or fileTooLarge when it is longer than `limit` bytes after
// decompression.
[[nodiscard]] Result<std::string> readMaybeCompressed(const std::filesystem::path& path, std::uint64_t limit);

}  // namespace chexgen::base
