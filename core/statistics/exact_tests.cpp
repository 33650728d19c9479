#include "core/statistics/exact_tests.h"

#include <algorithm>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/hypergeometric.hpp>

namespace chexgen::statistics {

double fisherExact(std::size_t first, std::size_t ofFirst, std::size_t second, std::size_t ofSecond) {
  const std::size_t with = first + second, all = ofFirst + ofSecond;
  if (ofFirst == 0 || ofSecond == 0 || with == 0 || with == all) return 1;
  const boost::math::hypergeometric_distribution<> table(
      static_cast<unsigned>(with), static_cast<unsigned>(ofFirst), static_cast<unsigned>(all));
  // Tables that are as likely must not be lost to rounding.
  const double likely = boost::math::pdf(table, first) * (1 + 1e-7);
  const std::size_t least = with > ofSecond ? with - ofSecond : 0, most = std::min(with, ofFirst);
  double p = 0;
  for (std::size_t k = least; k <= most; ++k) {
    const double one = boost::math::pdf(table, k);
    if (one <= likely) p += one;
  }
  return std::min(1.0, p);
}

double binomialExact(std::size_t count, std::size_t of, double chance) {
  if (of == 0) return 1;
  const boost::math::binomial_distribution<> distribution(static_cast<double>(of), chance);
  const auto seen = static_cast<double>(count);
  const double below = boost::math::cdf(distribution, seen);
  const double above = count == 0 ? 1 : boost::math::cdf(boost::math::complement(distribution, seen - 1));
  return std::min(1.0, 2 * std::min(below, above));
}

}  // namespace chexgen::statistics
