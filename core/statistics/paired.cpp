#include "core/statistics/paired.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace chexgen::statistics {
namespace {

tl::unexpected<base::Error> noTest(std::string sentence) {
  return base::fail(base::ErrorCode::argumentInvalid, std::move(sentence));
}

base::Result<std::vector<double>> differences(std::span<const double> first, std::span<const double> second) {
  if (first.size() != second.size()) return noTest("The two sets of ratings are not of the same cases.");
  std::vector<double> found;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!std::isfinite(first[i]) || !std::isfinite(second[i])) return noTest("A rating is not a number.");
    found.push_back(first[i] - second[i]);
  }
  return found;
}

// Ranks of the sizes, ties sharing the mean of their ranks; `ties` adds up t³ - t of each group.
std::vector<double> ranksOfSizes(const std::vector<double>& values, double& ties) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto size = [&](std::size_t i) { return std::abs(values[i]); };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size(a) < size(b); });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && size(order[end]) == size(order[begin])) ++end;
    const double count = static_cast<double>(end - begin);
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin) + (count + 1) / 2;
    if (size(order[begin]) > 0) ties += count * count * count - count;
    begin = end;
  }
  return ranks;
}

// The share of the 2ⁿ ways to sign the ranks whose positive sum is at most `sum`, twice. Ties share halves of
// ranks, so everything is counted in halves; up to fifty ranks the numbers of ways are whole in a double.
double exactP(const std::vector<double>& ranks, double sum) {
  const auto halves = [](double rank) { return static_cast<std::size_t>(std::lround(2 * rank)); };
  std::size_t most = 0;
  for (const double rank : ranks) most += halves(rank);
  std::vector<double> ways(most + 1, 0);
  ways[0] = 1;
  for (const double rank : ranks)
    for (std::size_t s = most; s >= halves(rank); --s) ways[s] += ways[s - halves(rank)];
  double below = 0;
  for (std::size_t s = 0; s <= std::min(most, halves(sum)); ++s) below += ways[s];
  return std::min(1.0, 2 * below / std::pow(2.0, static_cast<double>(ranks.size())));
}

}  // namespace

base::Result<PairedT> pairedT(std::span<const double> first, std::span<const double> second,
                              double confidence) {
  if (!(confidence > 0 && confidence < 1)) return noTest("The confidence must lie between 0 and 1.");
  CHEXGEN_ASSIGN(const auto difference, differences(first, second));
  if (difference.size() < 2) return noTest("The t test needs at least two cases.");
  const auto n = static_cast<double>(difference.size());
  const double mean = std::accumulate(difference.begin(), difference.end(), 0.0) / n;
  double squares = 0;
  for (const double d : difference) squares += (d - mean) * (d - mean);
  const double error = std::sqrt(squares / (n - 1) / n);
  if (error == 0) return noTest("All differences are the same; the t test has no value then.");
  const boost::math::students_t distribution(n - 1);
  const double t = mean / error;
  const double half = error * boost::math::quantile(distribution, 1 - (1 - confidence) / 2);
  return PairedT{.difference = {mean, {mean - half, mean + half}},
                 .t = t,
                 .degrees = n - 1,
                 .p = 2 * boost::math::cdf(boost::math::complement(distribution, std::abs(t)))};
}

base::Result<SignedRank> wilcoxonSignedRank(std::span<const double> first, std::span<const double> second,
                                            const SignedRankOptions& options) {
  CHEXGEN_ASSIGN(auto difference, differences(first, second));
  SignedRank result;
  result.zeros = static_cast<std::size_t>(std::count(difference.begin(), difference.end(), 0.0));
  result.pairs = difference.size() - result.zeros;
  if (result.pairs == 0) return noTest("No case was rated differently; there is nothing to test.");
  if (options.zeros == ZeroRule::leftOut) std::erase(difference, 0.0);
  double ties = 0;
  const std::vector<double> ranks = ranksOfSizes(difference, ties);
  double negative = 0;
  for (std::size_t i = 0; i < difference.size(); ++i)
    (difference[i] > 0 ? result.positive : negative) += difference[i] == 0 ? 0 : ranks[i];
  result.statistic = std::min(result.positive, negative);
  if (result.pairs <= options.exactUpTo) {
    std::vector<double> signedRanks;
    for (std::size_t i = 0; i < difference.size(); ++i)
      if (difference[i] != 0) signedRanks.push_back(ranks[i]);
    result.exact = true;
    result.p = exactP(signedRanks, result.statistic);
    return result;
  }
  const auto moment = [](double n) { return n * (n + 1) * (2 * n + 1); };
  const auto n = static_cast<double>(difference.size());
  const double zeros = options.zeros == ZeroRule::pratt ? static_cast<double>(result.zeros) : 0;
  const double mean = (n * (n + 1) - zeros * (zeros + 1)) / 4;
  const double variance = (moment(n) - moment(zeros) - ties / 2) / 24;
  const double correction = options.continuity ? 0.5 : 0;
  const double z = std::max(0.0, std::abs(result.statistic - mean) - correction) / std::sqrt(variance);
  result.p = std::min(1.0, 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), z)));
  return result;
}

std::vector<double> holmCorrected(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> corrected(p.size());
  double least = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    least = std::max(least, std::min(1.0, p[order[i]] * static_cast<double>(p.size() - i)));
    corrected[order[i]] = least;
  }
  return corrected;
}

}  // namespace chexgen::statistics
