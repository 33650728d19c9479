// PNG in and out of memory and files, with its text chunks (libpng does the format).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// One text chunk (tEXt, zTXt or iTXt).
struct PngText {
  std::string keyword;  // 1 to 79 printable Latin-1 characters
  std::string text;     // UTF-8
  friend bool operator==(const PngText&, const PngText&) = default;
};

// Longer texts are neither written nor read.
inline constexpr std::size_t maxPngTextBytes = 8U << 20U;

// Decodes any PNG to 8-bit grey (grey files of every depth) or RGB (colour and palette files). 16-bit samples
// are scaled to 8 bits with rounding; transparency and colour profiles are ignored. The size is checked
// before a pixel is decoded. Fails with fileTruncated (also for an empty file), formatInvalid (damage, named
// by libpng), fileTooLarge or outOfMemory; `file` only names the source.
[[nodiscard]] base::Result<Image8> decodePng(std::span<const std::byte> bytes,
                                             const std::filesystem::path& file = {});
[[nodiscard]] base::Result<Image8> readPng(const std::filesystem::path& path);

// A grey picture of 16 bits, row by row from the top left.
struct Grey16 {
  int width = 0;
  int height = 0;
  std::vector<std::uint16_t> pixels;  // width · height
};

// Whether the header is that of a grey PNG of 16 bits, or of a coloured one of 16 bits for each channel.
[[nodiscard]] bool isGreyPng16(std::span<const std::byte> bytes);
[[nodiscard]] bool isColourPng16(std::span<const std::byte> bytes);
// The samples of such a PNG as they are stored, transparency ignored; of colour the one channel where all
// three are equal. formatUnsupported for any other PNG; otherwise fails like decodePng.
[[nodiscard]] base::Result<Grey16> decodeGreyPng16(std::span<const std::byte> bytes,
                                                   const std::filesystem::path& file = {});

// The samples of a PNG as they are stored: not scaled, not blended, a palette not looked up. What masks need.
struct PngSamples {
  int width = 0;
  int height = 0;
  unsigned depth = 8;                  // bits of a sample: 1, 2, 4, 8 or 16
  int channels = 1;                    // 1 (grey, or the palette's index) or 3 (RGB), without transparency
  std::vector<std::uint16_t> samples;  // width · height · channels
  // Of each pixel, 0 … opaque; empty where nothing is transparent.
  std::vector<std::uint16_t> alpha;
  std::uint16_t opaque = 255;
  std::vector<std::array<std::uint8_t, 3>> palette;  // empty: none

  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
};
// Fails like decodePng.
[[nodiscard]] base::Result<PngSamples> decodePngSamples(std::span<const std::byte> bytes,
                                                        const std::filesystem::path& file = {});

// The text chunks in file order, before and after the pixels. Each is limited to maxPngTextBytes after
// decompression and at most 32 are kept; what exceeds that is left out, and memory stays bounded. Fails like
// decodePng.
[[nodiscard]] base::Result<std::vector<PngText>> decodePngTexts(std::span<const std::byte> bytes,
                                                                const std::filesystem::path& file = {});

// The image as an 8-bit PNG whose text chunks (iTXt, uncompressed) stand before the pixels. The same input
// gives the same bytes: no time, fixed filters and compression. argumentInvalid for an inconsistent image, a
// bad keyword, a text that is too long or holds a NUL.
[[nodiscard]] base::Result<std::string> encodePng(const Image8& image, std::span<const PngText> texts = {});
// The same greys with 16 bits for each pixel, 257 times the value: black and white stay black and white.
// argumentInvalid for a colour image.
[[nodiscard]] base::Result<std::string> encodeGreyPng16(const Image8& image,
                                                        std::span<const PngText> texts = {});
[[nodiscard]] base::Result<void> writePng(const std::filesystem::path& path, const Image8& image,
                                          std::span<const PngText> texts = {});

}  // namespace chexgen::imaging
