#include "core/statistics/sample_size.h"

#include <cmath>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace chexgen::statistics {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t mostPairs = 1'000'000;
constexpr std::size_t mostChoices = 20'000;

Result<void> checkAlpha(double alpha) {
  if (alpha > 0 && alpha < 1) return {};
  return base::fail(ErrorCode::argumentInvalid, "The error level must lie between 0 and 1.");
}

Result<void> checkPower(double power, double alpha) {
  CHEXGEN_TRY(checkAlpha(alpha));
  if (power > alpha && power < 1) return {};
  return base::fail(ErrorCode::argumentInvalid, "The power must lie between the error level and 1.");
}

// Rejected when the rarer of the two was chosen at most that often; -1: never.
std::ptrdiff_t signTestLimit(std::size_t choices, double alpha) {
  const boost::math::binomial half(static_cast<double>(choices), 0.5);
  std::ptrdiff_t limit = -1;
  while (limit + 1 <= static_cast<std::ptrdiff_t>(choices / 2) &&
         2 * boost::math::cdf(half, static_cast<double>(limit + 1)) <= alpha)
    ++limit;
  return limit;
}

}  // namespace

Result<double> pairedTPower(double effect, double spread, std::size_t pairs, double alpha) {
  CHEXGEN_TRY(checkAlpha(alpha));
  if (pairs < 2) return base::fail(ErrorCode::argumentInvalid, "At least two cases are needed.");
  if (!(spread > 0) || !std::isfinite(spread) || !std::isfinite(effect))
    return base::fail(ErrorCode::argumentInvalid, "The spread must be above 0.");
  const double degrees = static_cast<double>(pairs - 1);
  const double shift = std::abs(effect) / spread * std::sqrt(static_cast<double>(pairs));
  const double limit = boost::math::quantile(boost::math::students_t(degrees), 1 - alpha / 2);
  if (shift == 0) return alpha;
  // Far beyond the limit the distribution cannot be computed, and the test never fails.
  if (shift > limit + 20) return 1.0;
  const boost::math::non_central_t shifted(degrees, shift);
  return boost::math::cdf(boost::math::complement(shifted, limit)) + boost::math::cdf(shifted, -limit);
}

Result<std::size_t> pairsNeeded(double effect, double spread, double power, double alpha) {
  CHEXGEN_TRY(checkPower(power, alpha));
  std::size_t high = 2;
  while (true) {
    CHEXGEN_ASSIGN(const double reached, pairedTPower(effect, spread, high, alpha));
    if (reached >= power) break;
    if (high >= mostPairs)
      return base::fail(ErrorCode::argumentInvalid,
                        "So small an effect would need more than a million cases.");
    high *= 2;
  }
  std::size_t low = high / 2;  // not enough, or 1
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    CHEXGEN_ASSIGN(const double reached, pairedTPower(effect, spread, middle, alpha));
    (reached >= power ? high : low) = middle;
  }
  return high;
}

Result<double> signTestPower(double share, std::size_t choices, double alpha) {
  CHEXGEN_TRY(checkAlpha(alpha));
  if (!(share >= 0 && share <= 1) || choices == 0)
    return base::fail(ErrorCode::argumentInvalid, "A share lies between 0 and 1, of at least one choice.");
  const std::ptrdiff_t limit = signTestLimit(choices, alpha);
  if (limit < 0) return 0.0;
  const boost::math::binomial chosen(static_cast<double>(choices), share);
  return boost::math::cdf(chosen, static_cast<double>(limit)) +
         boost::math::cdf(boost::math::complement(
             chosen, static_cast<double>(static_cast<std::ptrdiff_t>(choices) - limit - 1)));
}

Result<std::size_t> choicesNeeded(double share, double power, double alpha) {
  CHEXGEN_TRY(checkPower(power, alpha));
  std::size_t needed = 0;
  std::size_t high = 16;
  // The saw's teeth are narrow beside a doubling, so the last failure below twice the need is the last one.
  for (std::size_t choices = 1; choices <= high; ++choices) {
    CHEXGEN_ASSIGN(const double reached, signTestPower(share, choices, alpha));
    if (reached >= power) {
      if (needed == 0) {
        needed = choices;
        high = std::max(high, 2 * choices + 32);
      }
    } else {
      needed = 0;
      if (choices == high) high *= 2;
    }
    if (high > 2 * mostChoices)
      return base::fail(ErrorCode::argumentInvalid,
                        "So small a preference would need more than 20,000 choices.");
  }
  return needed;
}

}  // namespace chexgen::statistics
