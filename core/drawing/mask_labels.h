// What the labels of a mask stand for. The model's mask branch sees only whether a pixel is marked; the names
// are for people and for the files that a mask is exported to.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace chexgen::drawing {

struct MaskLabel {
  std::uint8_t value = 0;
  std::string_view name;
  char letter = ' ';
  std::array<std::uint8_t, 3> colour{};  // RGB
};

// Of labels 1 … 4, in order.
[[nodiscard]] std::span<const MaskLabel> maskLabels();

}  // namespace chexgen::drawing
