#include "core/training/picture_size.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/imaging/radiograph.h"
#include "core/imaging/read_image.h"

namespace chexgen::training {
namespace {

struct StatedSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

std::uint32_t bigEndian(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value = (value << 8U) | std::to_integer<std::uint32_t>(bytes[at + i]);
  }
  return value;
}

// Signature (8), length and name of IHDR, which is the first chunk of every PNG, then width and height.
std::optional<StatedSize> pngSize(std::span<const std::byte> bytes) {
  constexpr std::size_t widthAt = 16;
  constexpr std::size_t end = 24;
  if (bytes.size() < end) return std::nullopt;
  return StatedSize{bigEndian(bytes, widthAt, 4), bigEndian(bytes, widthAt + 4, 4)};
}

// Whether a marker begins a frame (SOF0 … SOF15): the range also holds tables and a reserved one.
bool isFrame(std::uint32_t marker) {
  constexpr std::uint32_t huffmanTables = 0xC4;
  constexpr std::uint32_t reserved = 0xC8;
  constexpr std::uint32_t arithmeticTables = 0xCC;
  return marker >= 0xC0 && marker <= 0xCF && marker != huffmanTables && marker != reserved &&
         marker != arithmeticTables;
}

// From marker to marker until the frame header: length, precision, height, width.
std::optional<StatedSize> jpegSize(std::span<const std::byte> bytes) {
  constexpr std::uint32_t fill = 0xFF;
  constexpr std::uint32_t startOfScan = 0xDA;
  std::size_t at = 2;  // behind the first marker, which begins the image
  while (at + 4 <= bytes.size() && bigEndian(bytes, at, 1) == fill) {
    const std::uint32_t marker = bigEndian(bytes, at + 1, 1);
    if (marker == fill) {
      ++at;
      continue;
    }
    constexpr std::size_t frameBytes = 9;
    if (isFrame(marker)) {
      if (bytes.size() - at < frameBytes) return std::nullopt;
      return StatedSize{bigEndian(bytes, at + 7, 2), bigEndian(bytes, at + 5, 2)};
    }
    if (marker < 0xC0 || marker == startOfScan) return std::nullopt;
    at += 2 + bigEndian(bytes, at + 2, 2);
  }
  return std::nullopt;
}

std::optional<StatedSize> statedSize(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\x89PNG")) return pngSize(bytes);
  if (text.starts_with("\xff\xd8\xff")) return jpegSize(bytes);
  return std::nullopt;
}

}  // namespace

base::Result<imaging::Image8> decodePicture(std::span<const std::byte> bytes,
                                            const std::filesystem::path& file) {
  // A DICOM file begins with 128 bytes that say nothing.
  constexpr std::size_t preamble = 128;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.substr(std::min(preamble, text.size())).starts_with("DICM")) {
    return imaging::decodeRadiograph(bytes, file);
  }
  return imaging::decodeImage(bytes, file);
}

base::Result<PictureSize> pictureSize(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  const auto stated = statedSize(bytes);
  if (stated && stated->width > 0 && stated->height > 0) {
    CHEXGEN_TRY(imaging::checkImageSize(stated->width, stated->height, file));
    return PictureSize{static_cast<int>(stated->width), static_cast<int>(stated->height)};
  }
  CHEXGEN_ASSIGN(const imaging::Image8 image, decodePicture(bytes, file));
  return PictureSize{image.width, image.height};
}

}  // namespace chexgen::training
