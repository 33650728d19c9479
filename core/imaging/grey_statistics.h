// How a picture uses its 256 greys.
#pragma once

#include "core/imaging/image.h"

namespace chexgen::imaging {

struct GreyStatistics {
  double mean = 0, deviation = 0;  // of all pixels; deviation over n
  double entropy = 0;              // bits: −Σ p log2 p of the histogram
  int levels = 0;                  // greys that occur
  int darkest = 0, brightest = 0;  // of those
  double gaps = 0;                 // share of the greys between these two that do not occur
  double comb = 0;                 // Σ |h(g) − (h(g−1) + h(g+1)) / 2| over all pixels, 2 ≤ g ≤ 253
  double blackShare = 0, whiteShare = 0;  // of the pixels, at 0 and at 255
};

// Of a grey picture that passes checkImage. A histogram that was stretched or quantised has gaps or teeth:
// gaps and comb are above what a smooth one has.
[[nodiscard]] GreyStatistics greyStatistics(const Image8& grey);

}  // namespace chexgen::imaging
