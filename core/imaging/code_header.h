// What a compressed picture's own header says of it, before anything is decoded: JPEG, JPEG-LS, JPEG 2000.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace chexgen::imaging {

struct CodeHeader {
  std::uint32_t width = 0;  // pixels
  std::uint32_t height = 0;
  unsigned components = 1;
  unsigned precision = 8;  // bits of each value
  bool isSigned = false;   // only JPEG 2000 says so
  unsigned marker = 0;     // of the JPEG frame: 0xc0 baseline, 0xc3 lossless, 0xf7 JPEG-LS, …
};

// The frame header of a JPEG or JPEG-LS stream (ITU T.81 B.2.2, T.87 C.2.2); nothing when there is none.
[[nodiscard]] std::optional<CodeHeader> jpegHeader(std::span<const std::byte> code);

// The header of a JPEG 2000 codestream, plain or in the boxes of a JP2 file (ISO/IEC 15444-1 A.5.1); nothing
// when there is none, or when its components differ from each other or are subsampled.
[[nodiscard]] std::optional<CodeHeader> jpeg2000Header(std::span<const std::byte> code);

}  // namespace chexgen::imaging
