// Intervals of a share.
#pragma once

#include <cstddef>

#include "core/statistics/interval.h"

namespace chexgen::statistics {

// 95 %, by Wilson's score (J Am Stat Assoc 1927); 0 … 1 when nothing was counted.
[[nodiscard]] Interval wilsonInterval(std::size_t count, std::size_t total);

}  // namespace chexgen::statistics
