// Each showing of a picture is a file of its own: no two have the same bytes, a repeat no more than others.
#pragma once

#include <cstdint>

#include "core/imaging/image.h"

namespace chexgen::study {

// The largest change of a grey.
inline constexpr int mostOwnGrain = 1;

// Moves an eighth of the greys, drawn by lot, up or down by one; black and white and what would become one of
// them stay, so that masks, bars and the share of either are what they were. Every showing of every arm goes
// through it, the first as well as a repeat, so that it tells neither. A program that compares pictures still
// finds two showings of one picture, as an eye does.
[[nodiscard]] imaging::Image8 withOwnGrain(const imaging::Image8& image, std::uint64_t seed);

}  // namespace chexgen::study
