// The colours of figures on paper and on the screen. Checked for people who see few colours: the series
// differ in lightness too, and the steps of a scale run from orange over grey to blue.
#pragma once

#include <array>

#include "core/report/document.h"

namespace chexgen::report {

inline constexpr int inkCount = static_cast<int>(Ink::best) + 1;

// By Ink, as 0xRRGGBB.
inline constexpr std::array<unsigned, inkCount> lightInks{
    0x1B2430, 0x5A6675, 0xD5DAE1, 0xFFFFFF,                      // text, faint, grid, on a fill
    0x17608F, 0xA8430F, 0x226B39, 0x6A3FA5, 0x8A5A00, 0x7A1F4B,  // series
    0xA8430F, 0xD08C60, 0x8C95A1, 0x6E9CC2, 0x17608F};           // worst to best
inline constexpr std::array<unsigned, inkCount> darkInks{0xD7DEE7, 0x8E9BAB, 0x2A333F, 0x0E1116,  //
                                                         0x4FA3D9, 0xE0855A, 0x62B37A, 0xB48EDE, 0xE0A33A,
                                                         0xD96C9C,  //
                                                         0xE0855A, 0xB98B6F, 0x8E9BAB, 0x6C9CC4, 0x4FA3D9};

}  // namespace chexgen::report
