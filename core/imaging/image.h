// Pixels in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

// A picture file that is larger is not read at all.
inline constexpr std::uint64_t maxFileBytes = 1ULL << 30U;

// Interleaved 8-bit pixels, row by row from the top left; patient right is image left. channels is 1 (grey)
// or 3 (RGB).
struct Image8 {
  int width = 0;
  int height = 0;
  int channels = 1;
  std::vector<std::uint8_t> pixels;  // width · height · channels

  [[nodiscard]] std::size_t index(int x, int y, int c = 0) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels) +
           static_cast<std::size_t>(c);
  }
  friend bool operator==(const Image8&, const Image8&) = default;
};

// The largest image that is read, written or made, so that a forged header cannot ask for more memory than a
// workstation has. Detectors deliver at most about 5000 pixels a side.
inline constexpr std::uint64_t maxImageSide = 16384;
inline constexpr std::uint64_t maxImagePixels = 1ULL << 28U;

// Fails with formatInvalid for an empty side and fileTooLarge beyond the limits above.
[[nodiscard]] base::Result<void> checkImageSize(std::uint64_t width, std::uint64_t height,
                                                const std::filesystem::path& file = {});

// A black image. Fails like checkImageSize, and with outOfMemory.
[[nodiscard]] base::Result<Image8> makeImage(int width, int height, int channels,
                                             const std::filesystem::path& file = {});

// Succeeds when sides, channels and the number of pixels agree; argumentInvalid otherwise.
[[nodiscard]] base::Result<void> checkImage(const Image8& image);

// The same picture with three channels; grey is copied into each. The image must pass checkImage.
[[nodiscard]] base::Result<Image8> toRgb(const Image8& image);

}  // namespace chexgen::imaging
