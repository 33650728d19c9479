#include "core/training/picture_size.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/imaging/code_header.h"
#include "core/imaging/file_kind.h"
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

std::optional<StatedSize> statedSize(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\x89PNG")) return pngSize(bytes);
  if (const auto jpeg = imaging::jpegHeader(bytes)) return StatedSize{jpeg->width, jpeg->height};
  return std::nullopt;
}

base::Result<imaging::Image8> decodePicture(std::span<const std::byte> bytes,
                                            const std::filesystem::path& file) {
  const auto head = bytes.first(std::min(bytes.size(), imaging::kindHeadBytes));
  const imaging::FileKind kind = imaging::kindOf(head, bytes.size()).kind;
  if (kind == imaging::FileKind::dicomImage) return imaging::decodeRadiograph(bytes, file);
  return imaging::decodeImage(bytes, file);
}

}  // namespace

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
