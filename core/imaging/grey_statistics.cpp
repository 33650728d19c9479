#include "core/imaging/grey_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace chexgen::imaging {

GreyStatistics greyStatistics(const Image8& grey) {
  GreyStatistics found;
  if (grey.pixels.empty()) return found;
  std::array<double, 256> histogram{};
  for (const std::uint8_t value : grey.pixels) ++histogram[value];
  const auto all = static_cast<double>(grey.pixels.size());
  double squares = 0;
  found.darkest = 255;
  for (std::size_t g = 0; g < histogram.size(); ++g) {
    const double count = histogram[g], share = count / all, value = static_cast<double>(g);
    if (count <= 0) continue;
    found.mean += share * value;
    squares += share * value * value;
    found.entropy -= share * std::log2(share);
    ++found.levels;
    found.darkest = std::min(found.darkest, static_cast<int>(g));
    found.brightest = static_cast<int>(g);
  }
  found.deviation = std::sqrt(std::max(0.0, squares - found.mean * found.mean));
  const int range = found.brightest - found.darkest + 1;
  found.gaps = static_cast<double>(range - found.levels) / range;
  for (std::size_t g = 2; g <= 253; ++g)
    found.comb += std::abs(histogram[g] - (histogram[g - 1] + histogram[g + 1]) / 2) / all;
  found.blackShare = histogram.front() / all;
  found.whiteShare = histogram.back() / all;
  return found;
}

}  // namespace chexgen::imaging
