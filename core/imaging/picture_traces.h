// Traces that storage and devices leave in a picture: blocks of a compression, regular patterns, bars at the
// edge, markers in the corners. All take a grey picture that passes checkImage.
#pragma once

#include "core/imaging/image.h"

namespace chexgen::imaging {

// Mean size of the step from each eighth pixel to the next over that of all other steps, the mean of across
// and down: 1 without a trace, higher after JPEG's blocks of 8 × 8 (Wang, Sheikh and Bovik, "No-reference
// perceptual quality assessment of JPEG compressed images", ICIP 2002). 1 under 16 pixels a side and for a
// plain picture.
[[nodiscard]] double blockEdges(const Image8& grey);

// The strongest period of 2 to 16 pixels in the mean steps of columns or rows: the largest amplitude of the
// discrete Fourier transform of that profile (Hann window) over its median. Blocks whose size was changed by
// resampling, checkerboards of networks and grids show as a peak. 0 under 64 pixels a side.
[[nodiscard]] double regularPattern(const Image8& grey);

// Rows and columns that are plain (at most 4 greys from darkest to brightest), counted inwards from each edge
// until one is not, over twice the sum of width and height: bars and frames. 0 … 1.
[[nodiscard]] double plainBorder(const Image8& grey);

// Mean grey of the outermost fiftieth of the side all round, at least one pixel.
[[nodiscard]] double borderGrey(const Image8& grey);

// How much something bright stands out in a corner: of the four squares of three twentieths of the side, the
// largest difference between the greys at 99.5 and at 50 per cent. 0 … 255; side markers make it high.
[[nodiscard]] double cornerMark(const Image8& grey);

}  // namespace chexgen::imaging
