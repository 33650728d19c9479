// The one source of randomness: Philox 4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw:
// "Parallel random numbers: as easy as 1, 2, 3", SC 2011). A number depends only on key and counter, so
// order, batch and resume cannot change it.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace chexgen::base {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

// The ten-round block function: four random words for one counter under one key.
[[nodiscard]] PhiloxCounter philox4x32(PhiloxCounter counter, PhiloxKey key);

// A named stream of one seed. The key is the 64-bit seed; the counter's upper half is `stream` (what the
// numbers are for) and `step`, its lower half counts blocks, so no two streams ever share a block.
struct RandomStream {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
  std::uint32_t step = 0;

  // Fills `out` with standard normal numbers by the Box-Muller transform in double precision: element i is
  // always the same number, however many are asked for.
  void fillNormal(std::span<float> out) const;
  // The i-th 64-bit word of the stream.
  [[nodiscard]] std::uint64_t word(std::uint64_t index) const;
  // The i-th uniform number in [0, 1), a multiple of 2^-53.
  [[nodiscard]] double uniform(std::uint64_t index) const;
  // The i-th number in [0, bound), by multiplication; the bias is below bound / 2^64.
  [[nodiscard]] std::uint64_t below(std::uint64_t index, std::uint64_t bound) const;
};

}  // namespace chexgen::base
