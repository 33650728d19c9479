// Pixels in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chexgen::imaging {

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

}  // namespace chexgen::imaging
