#include "core/study/own_grain.h"

#include "core/base/philox.h"

namespace chexgen::study {
namespace {

constexpr std::uint32_t ownGrainStream = 0x6f776e67;
constexpr std::uint64_t lotBits = 4;  // of sixteen lots one moves a grey down and one up
constexpr std::uint64_t lotsInWord = 64 / lotBits;
constexpr int black = 0, white = 255;

}  // namespace

imaging::Image8 withOwnGrain(const imaging::Image8& image, std::uint64_t seed) {
  imaging::Image8 own = image;
  const base::RandomStream stream{seed, ownGrainStream, 0};
  std::uint64_t lots = 0;
  for (std::size_t i = 0; i < own.pixels.size(); ++i) {
    if (i % lotsInWord == 0) lots = stream.word(i / lotsInWord);
    const std::uint64_t lot = (lots >> (lotBits * (i % lotsInWord))) & 15U;
    if (lot > 1 || image.pixels[i] == black || image.pixels[i] == white) continue;
    const int moved = image.pixels[i] + (lot == 0 ? -mostOwnGrain : mostOwnGrain);
    if (moved > black && moved < white) own.pixels[i] = static_cast<std::uint8_t>(moved);
  }
  return own;
}

}  // namespace chexgen::study
