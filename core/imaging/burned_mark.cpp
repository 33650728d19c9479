#include "core/imaging/burned_mark.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace chexgen::imaging {
namespace {

// Letters of 5 × 7: a row is five bits, the left column the highest.
struct Letter {
  char name;
  std::array<std::uint8_t, 7> rows;
};

constexpr std::array<Letter, 8> letters{{{'S', {0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e}},
                                         {'Y', {0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04}},
                                         {'N', {0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11}},
                                         {'T', {0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04}},
                                         {'H', {0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11}},
                                         {'E', {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f}},
                                         {'I', {0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e}},
                                         {'C', {0x0f, 0x10, 0x10, 0x10, 0x10, 0x10, 0x0f}}}};

constexpr std::string_view word = "SYNTHETIC";
constexpr int advance = 6, letterHeight = 7, letterWidth = 5;

bool isSet(int column, int row) {
  const int place = column / advance, inside = column % advance;
  if (column < 0 || row < 0 || row >= letterHeight || place >= static_cast<int>(word.size()) ||
      inside >= letterWidth)
    return false;
  const auto letter = std::find_if(letters.begin(), letters.end(), [place](const Letter& one) {
    return one.name == word[static_cast<std::size_t>(place)];
  });
  return (letter->rows[static_cast<std::size_t>(row)] >> (letterWidth - 1 - inside) & 1) != 0;
}

}  // namespace

base::Result<Image8> withBurnedMark(const Image8& radiograph) {
  CHEXGEN_TRY(checkImage(radiograph));
  if (radiograph.channels != 1 || radiograph.width < 64 || radiograph.height < 64)
    return base::fail(base::ErrorCode::argumentInvalid,
                      "A mark is burned into grey radiographs of at least 64 pixels a side.");
  Image8 marked = radiograph;
  const int scale = std::max(1, std::min(radiograph.height / 280, radiograph.width / 64));
  const int left = 3 * scale, top = radiograph.height - (letterHeight + 3) * scale;
  const int width = static_cast<int>(word.size()) * advance;
  for (int row = -1; row <= letterHeight; ++row) {
    for (int column = -1; column < width; ++column) {
      bool near = false;
      for (int y = -1; y <= 1; ++y)
        for (int x = -1; x <= 1; ++x) near = near || isSet(column + x, row + y);
      if (!near) continue;
      for (int y = 0; y < scale; ++y)
        for (int x = 0; x < scale; ++x) {
          const int px = left + column * scale + x, py = top + row * scale + y;
          if (px >= 0 && px < marked.width && py >= 0 && py < marked.height)
            marked.pixels[marked.index(px, py)] = isSet(column, row) ? 255 : 0;
        }
    }
  }
  return marked;
}

}  // namespace chexgen::imaging
