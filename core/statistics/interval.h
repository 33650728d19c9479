// A figure and how far it can be trusted.
#pragma once

namespace chexgen::statistics {

struct Interval {
  double low = 0;
  double high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

struct Estimate {
  double value = 0;
  Interval interval;
};

}  // namespace chexgen::statistics
