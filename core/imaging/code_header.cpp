#include "core/imaging/code_header.h"

#include <algorithm>
#include <array>

namespace chexgen::imaging {
namespace {

std::uint32_t codeNumber(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
  return value;
}

constexpr std::uint32_t jpegLsFrame = 0xf7;

// Whether a marker begins a frame (SOF0 … SOF15, SOF55): the range also holds tables and a reserved one.
bool isFrameMarker(std::uint32_t marker) {
  constexpr std::uint32_t huffmanTables = 0xc4, reserved = 0xc8, arithmeticTables = 0xcc;
  if (marker == jpegLsFrame) return true;
  return marker >= 0xc0 && marker <= 0xcf && marker != huffmanTables && marker != reserved &&
         marker != arithmeticTables;
}

}  // namespace

// From marker to marker until the frame header: length, precision, height, width, components.
std::optional<CodeHeader> jpegHeader(std::span<const std::byte> code) {
  constexpr std::uint32_t fill = 0xff, startOfImage = 0xd8, startOfScan = 0xda, firstMarker = 0xc0;
  if (code.size() < 4 || codeNumber(code, 0, 2) != (fill << 8U | startOfImage)) return std::nullopt;
  std::size_t at = 2;
  while (at + 4 <= code.size() && codeNumber(code, at, 1) == fill) {
    const std::uint32_t marker = codeNumber(code, at + 1, 1);
    if (marker == fill) {
      ++at;
      continue;
    }
    if (isFrameMarker(marker)) {
      constexpr std::size_t frameBytes = 10;
      if (code.size() - at < frameBytes) return std::nullopt;
      return CodeHeader{.width = codeNumber(code, at + 7, 2),
                        .height = codeNumber(code, at + 5, 2),
                        .components = codeNumber(code, at + 9, 1),
                        .precision = codeNumber(code, at + 4, 1),
                        .marker = marker};
    }
    if (marker < firstMarker || marker == startOfScan) return std::nullopt;
    at += 2 + codeNumber(code, at + 2, 2);
  }
  return std::nullopt;
}

std::optional<CodeHeader> jpeg2000Header(std::span<const std::byte> code) {
  constexpr std::array start{std::byte{0xff}, std::byte{0x4f}, std::byte{0xff}, std::byte{0x51}};  // SOC, SIZ
  const auto found = std::search(code.begin(), code.end(), start.begin(), start.end());
  code = code.subspan(static_cast<std::size_t>(found - code.begin()));
  constexpr std::size_t firstComponent = 42, componentBytes = 3;
  if (code.size() < firstComponent + componentBytes) return std::nullopt;
  const auto right = codeNumber(code, 8, 4), bottom = codeNumber(code, 12, 4);
  const auto left = codeNumber(code, 16, 4), top = codeNumber(code, 20, 4);
  const auto components = codeNumber(code, 40, 2);
  if (right < left || bottom < top || components == 0 ||
      code.size() < firstComponent + componentBytes * components)
    return std::nullopt;
  const std::uint32_t depth = codeNumber(code, firstComponent, 1);
  for (std::size_t i = 0; i < components; ++i) {
    const std::size_t at = firstComponent + componentBytes * i;
    if (codeNumber(code, at, 1) != depth || codeNumber(code, at + 1, 2) != 0x0101) return std::nullopt;
  }
  return CodeHeader{.width = right - left,
                    .height = bottom - top,
                    .components = components,
                    .precision = (depth & 0x7fU) + 1,
                    .isSigned = (depth & 0x80U) != 0};
}

}  // namespace chexgen::imaging
