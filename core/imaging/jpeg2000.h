// The JPEG 2000 codestream of one grey frame (GDCM does the format). Internal to this module.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

// Whether a codestream begins here, plain or in the boxes of a JP2 file.
[[nodiscard]] bool startsJpeg2000(std::span<const std::byte> bytes);

// Decodes width x height values of `allocated` (8 or 16) bits, little endian, row by row. The codestream's
// own header is judged first: formatInvalid unless it holds one component of this size and of no more bits,
// and for what GDCM cannot decode; fileTruncated for one that is cut off in its header.
[[nodiscard]] base::Result<std::vector<std::byte>> decodeJpeg2000(std::span<const std::byte> code, int width,
                                                                  int height, unsigned allocated,
                                                                  const std::filesystem::path& file);

}  // namespace chexgen::imaging
