// Two ratings of the same cases: whether one is higher.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/statistics/interval.h"

namespace chexgen::statistics {

struct PairedT {
  Estimate difference;  // mean of first - second
  double t = 0;
  double degrees = 0;
  double p = 1;  // two-sided
};

// Student's paired t. argumentInvalid, with a sentence for people, for other lengths, less than two pairs, or
// differences that are all the same: t has no value then.
[[nodiscard]] base::Result<PairedT> pairedT(std::span<const double> first, std::span<const double> second,
                                            double confidence = 0.95);

// What becomes of pairs without a difference: left out before ranking (Wilcoxon, Biometrics Bulletin 1945),
// or ranked and then left out (Pratt, JASA 1959).
enum class ZeroRule { leftOut, pratt };

struct SignedRank {
  double statistic = 0;   // the smaller of the two sums of ranks
  double positive = 0;    // the sum of the ranks where the first is higher
  double p = 1;           // two-sided
  bool exact = false;     // else by the normal approximation with ties
  std::size_t zeros = 0;  // pairs without a difference
  std::size_t pairs = 0;  // pairs with one
};

struct SignedRankOptions {
  ZeroRule zeros = ZeroRule::leftOut;
  bool continuity = true;      // correction of the normal approximation by a half
  std::size_t exactUpTo = 50;  // pairs with a difference; 0: always the approximation
};

// Wilcoxon's signed-rank test; exact by the distribution of the ranks as they are, ties and all: each of the
// 2ⁿ ways to sign them is as likely (as exactRankTests and coin in R, and scipy by all permutations, have
// it). argumentInvalid for other lengths or when no pair differs.
[[nodiscard]] base::Result<SignedRank> wilcoxonSignedRank(std::span<const double> first,
                                                          std::span<const double> second,
                                                          const SignedRankOptions& options = {});

// Holm's step-down correction (Scandinavian Journal of Statistics 1979) of p values that are looked at
// together, in their order.
[[nodiscard]] std::vector<double> holmCorrected(std::span<const double> p);

}  // namespace chexgen::statistics
