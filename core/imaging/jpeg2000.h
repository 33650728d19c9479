// The JPEG 2000 codestream of one grey frame (GDCM does the format). Internal to this module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

// Whether a codestream begins here, plain or in the boxes of a JP2 file.
[[nodiscard]] bool startsJpeg2000(std::span<const std::byte> bytes);

// The values of a codestream, row by row from the top left: 16 bits each, signed ones as two's complement.
struct Jpeg2000Values {
  unsigned precision = 8;  // bits of each value, 1 … 16
  bool isSigned = false;
  std::vector<std::uint16_t> words;  // width · height
};

// Decodes one grey picture of width x height values. The codestream's own header is judged first:
// formatInvalid unless it holds one component of this size and of at most 16 bits, and for what GDCM cannot
// decode; fileTruncated for one that is cut off in its header.
[[nodiscard]] base::Result<Jpeg2000Values> decodeJpeg2000(std::span<const std::byte> code, int width,
                                                          int height, const std::filesystem::path& file);

}  // namespace chexgen::imaging
