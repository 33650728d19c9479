// PNG files made byte by byte, to be as wrong as a test wants them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <zlib.h>

#include "core/imaging/image.h"

namespace chexgen::tests {

inline std::string bigEndian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xffU);
  return bytes;
}

inline std::string pngChunk(std::string_view type, std::string_view data) {
  std::string body = std::string(type).append(data);
  const auto crc = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
  return bigEndian(static_cast<std::uint32_t>(data.size())) + body + bigEndian(crc);
}

inline std::string deflated(std::string_view data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
            static_cast<uLong>(data.size()), 9);
  out.resize(size);
  return out;
}

inline const std::string pngSignature = "\x89PNG\r\n\x1a\n";

inline std::string pngHeader(std::uint32_t width, std::uint32_t height, char depth, char colour) {
  return pngChunk("IHDR", bigEndian(width) + bigEndian(height) + depth + colour + std::string(3, '\0'));
}

// A PNG of these rows (filter byte included), with `extra` chunks before the pixels.
inline std::string pngFile(std::uint32_t width, std::uint32_t height, char depth, char colour,
                           std::string_view rows, std::string_view extra = {}) {
  return pngSignature + pngHeader(width, height, depth, colour) + std::string(extra) +
         pngChunk("IDAT", deflated(rows)) + pngChunk("IEND", "");
}

inline std::span<const std::byte> bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

// A picture in which no two neighbours are equal.
inline imaging::Image8 patterned(int width, int height, int channels) {
  imaging::Image8 image{.width = width, .height = height, .channels = channels, .pixels = {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        image.pixels.push_back(static_cast<std::uint8_t>((x * 37 + y * 91 + x * y * 29 + c * 101) % 256));
      }
    }
  }
  return image;
}

}  // namespace chexgen::tests
