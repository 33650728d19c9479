// Exact tests of counts.
#pragma once

#include <cstddef>

namespace chexgen::statistics {

// Whether two shares differ, by Fisher's exact test: the two-sided p value of `first` of `ofFirst` against
// `second` of `ofSecond`, the probability of all tables with the same sums that are no likelier than this one
// (as R's fisher.test has it). 1 when a sum is 0. `first` and `second` are at most `ofFirst` and `ofSecond`.
[[nodiscard]] double fisherExact(std::size_t first, std::size_t ofFirst, std::size_t second,
                                 std::size_t ofSecond);

// Whether a share is another one than `chance` (above 0 and below 1): twice the probability of `count` of
// `of` or what lies further out on its side. 1 when `of` is 0.
[[nodiscard]] double binomialExact(std::size_t count, std::size_t of, double chance);

}  // namespace chexgen::statistics
