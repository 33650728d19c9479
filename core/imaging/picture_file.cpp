#include "core/imaging/picture_file.h"

#include <cstdint>
#include <string_view>

#include "core/base/open_file.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {
namespace {

constexpr std::size_t headBytes = 32;
constexpr std::uint64_t bytesOfAPixel = 8;                       // four channels of 16 bits
constexpr std::uint64_t bytesBeside = std::uint64_t{64} << 20U;  // texts, a profile, a recipe with its mask

std::uint64_t sideAt(std::string_view head, std::size_t at) {
  std::uint64_t side = 0;
  for (std::size_t i = 0; i < 4; ++i) side = (side << 8U) | static_cast<unsigned char>(head[at + i]);
  return side;
}

base::Result<void> checkHead(std::string_view head, const base::OpenFile& file) {
  if (!head.starts_with("\x89PNG") || head.size() < headBytes || head.substr(12, 4) != "IHDR") return {};
  const std::uint64_t width = sideAt(head, 16), height = sideAt(head, 20);
  CHEXGEN_TRY(checkImageSize(width, height, file.path));
  if (file.bytes <= 2 * width * height * bytesOfAPixel + bytesBeside) return {};
  return base::fail(base::ErrorCode::fileTooLarge,
                    "The file has " + std::to_string(file.bytes >> 20U) +
                        " MiB, far more than its picture of " + std::to_string(width) + " × " +
                        std::to_string(height) + " pixels needs.",
                    file.path, "Nothing of it was read.", "Export the image again from where it came from.");
}

}  // namespace

base::Result<std::string> readPicture(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const base::OpenFile file, base::openToRead(path));
  CHEXGEN_ASSIGN(const std::string head, base::readStart(file, headBytes));
  CHEXGEN_TRY(checkHead(head, file));
  return base::readAll(file, maxFileBytes);
}

}  // namespace chexgen::imaging
