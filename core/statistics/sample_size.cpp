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
  using Downwards = boost::math::policies::policy<
      boost::math::policies::discrete_quantile<boost::math::policies::integer_round_down>>;
  const boost::math::binomial_distribution<double, Downwards> half(static_cast<double>(choices), 0.5);
  // The quantile is only where to look: its rounding is not that of a test.
  auto limit = static_cast<std::ptrdiff_t>(boost::math::quantile(half, alpha / 2)) + 1;
  while (limit >= 0 && 2 * boost::math::cdf(half, static_cast<double>(limit)) > alpha) --limit;
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
  std::size_t high = 8;
  while (true) {
    CHEXGEN_ASSIGN(const double reached, signTestPower(share, high, alpha));
    if (reached >= power) break;
    if (high >= mostChoices)
      return base::fail(ErrorCode::argumentInvalid,
                        "So small a preference would need more than 20,000 choices.");
    high *= 2;
  }
  // The saw's teeth are narrow beside a doubling; from twice that on it never falls below the power again.
  std::size_t needed = 2 * high;
  while (needed > 1) {
    CHEXGEN_ASSIGN(const double reached, signTestPower(share, needed - 1, alpha));
    if (reached < power) break;
    --needed;
  }
  return needed;
}

}  // namespace chexgen::statistics
