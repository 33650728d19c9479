// The longest sequence of symbols that two sequences have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace chexgen::text {

struct Match {
  std::size_t first = 0;   // index into the first sequence
  std::size_t second = 0;  // into the second
  friend bool operator==(const Match&, const Match&) = default;
};

// Pairs of equal symbols, both indices ascending. Memory grows with the sum of the lengths, time with their
// product divided by 64.
[[nodiscard]] std::vector<Match> longestCommonSubsequence(std::span<const std::uint32_t> first,
                                                          std::span<const std::uint32_t> second);

}  // namespace chexgen::text
