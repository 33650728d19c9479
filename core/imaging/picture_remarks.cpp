#include "core/imaging/picture_remarks.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string_view>

#include "core/base/number_text.h"

namespace chexgen::imaging {
namespace {

std::string_view textIn(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint32_t numberIn(std::string_view bytes, std::size_t at, std::size_t count, bool big = true) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count && at + i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[at + (big ? i : count - 1 - i)]);
    value = value << 8U | byte;
  }
  return value;
}

// EXIF is a TIFF without pixels: tag 0x0112 of its first directory (CIPA DC-008 4.6.4). 1 when it says
// nothing.
unsigned orientationIn(std::string_view exif) {
  if (exif.starts_with(std::string_view("Exif\0\0", 6))) exif.remove_prefix(6);
  const bool big = exif.starts_with("MM");
  if (exif.size() < 8 || (!big && !exif.starts_with("II"))) return 1;
  const std::size_t directory = numberIn(exif, 4, 4, big);
  if (directory > exif.size() || exif.size() - directory < 2) return 1;
  const std::size_t entries = numberIn(exif, directory, 2, big);
  constexpr std::size_t entryBytes = 12;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * entryBytes;
    if (at > exif.size() || exif.size() - at < entryBytes) break;
    if (numberIn(exif, at, 2, big) == 0x0112) return numberIn(exif, at + 8, 2, big);
  }
  return 1;
}

void remarkOnOrientation(std::string_view exif, std::vector<std::string>& remarks) {
  constexpr std::array<std::string_view, 9> wishes{"",
                                                   "",
                                                   "mirrored left to right",
                                                   "turned by 180°",
                                                   "mirrored top to bottom",
                                                   "mirrored and turned by 90° to the left",
                                                   "turned by 90° to the right",
                                                   "mirrored and turned by 90° to the right",
                                                   "turned by 90° to the left"};
  const unsigned orientation = orientationIn(exif);
  if (orientation < 2 || orientation >= wishes.size()) return;
  remarks.push_back("EXIF wants it " + std::string(wishes.at(orientation)) + ": shown as it is stored");
}

void remarkOnGamma(std::uint32_t gamma, std::vector<std::string>& remarks) {
  constexpr double usual = 1 / 2.2, unit = 100'000;
  if (gamma == 0 || std::abs(gamma / unit - usual) < 0.01) return;
  remarks.push_back("The file's gamma of " + base::significantText(gamma / unit, 3) + " is not applied");
}

// Calls `see` with the kind and the content of each chunk.
void walkChunks(std::string_view file,
                const std::function<void(std::string_view kind, std::string_view content)>& see) {
  constexpr std::size_t around = 12;  // length, kind, checksum
  std::size_t at = 8;
  while (at <= file.size() && file.size() - at >= around) {
    const std::size_t length = numberIn(file, at, 4);
    if (length > file.size() - at - around) break;
    const std::string_view kind = file.substr(at + 4, 4);
    if (kind == "IEND") break;
    see(kind, file.substr(at + 8, length));
    at += around + length;
  }
}

std::vector<std::string> remarksOnPng(std::string_view file) {
  std::vector<std::string> remarks;
  walkChunks(file, [&remarks](std::string_view kind, std::string_view content) {
    if (kind == "eXIf") remarkOnOrientation(content, remarks);
    if (kind == "gAMA" && content.size() == 4) remarkOnGamma(numberIn(content, 0, 4), remarks);
    if (kind == "iCCP") remarks.emplace_back("The file's colour profile is not applied");
  });
  return remarks;
}

std::vector<std::string> remarksOnJpeg(std::string_view file) {
  constexpr unsigned exifMarker = 0xe1, profileMarker = 0xe2, startOfScan = 0xda;
  std::vector<std::string> remarks;
  std::size_t at = 2;
  while (at + 4 <= file.size() && static_cast<unsigned char>(file[at]) == 0xff) {
    const std::uint32_t marker = numberIn(file, at + 1, 1);
    if (marker == 0xff) {
      ++at;
      continue;
    }
    const std::size_t length = numberIn(file, at + 2, 2);
    if (marker == startOfScan || marker < 0xc0 || length < 2 || length > file.size() - at - 2) break;
    const std::string_view content = file.substr(at + 4, length - 2);
    if (marker == exifMarker && content.starts_with(std::string_view("Exif\0", 5)))
      remarkOnOrientation(content, remarks);
    if (marker == profileMarker && content.starts_with(std::string_view("ICC_PROFILE\0\1", 13)))
      remarks.emplace_back("The file's colour profile is not applied");
    at += 2 + length;
  }
  return remarks;
}

}  // namespace

bool mayBeTransparent(std::span<const std::byte> png) {
  constexpr std::size_t colourTypeAt = 25;
  constexpr unsigned alphaChannel = 4;
  if (png.size() <= colourTypeAt) return false;
  bool may = (std::to_integer<unsigned>(png[colourTypeAt]) & alphaChannel) != 0;
  walkChunks(textIn(png), [&may](std::string_view kind, std::string_view) { may = may || kind == "tRNS"; });
  return may;
}

std::vector<std::string> pictureRemarks(std::span<const std::byte> bytes) {
  const std::string_view file = textIn(bytes);
  if (file.starts_with("\x89PNG")) return remarksOnPng(file);
  if (file.starts_with("\xff\xd8\xff")) return remarksOnJpeg(file);
  return {};
}

}  // namespace chexgen::imaging
