// How far readers agree, beyond what chance would give.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace chexgen::statistics {

// One reader's ratings, in the order of the cases; nothing where a case was not rated.
using ReaderRatings = std::vector<std::optional<double>>;

enum class Weighting { none, linear, quadratic };

// Cohen's kappa of two readers (Cohen, Educational and Psychological Measurement 1960; weighted:
// Psychological Bulletin 1968), over the cases that both rated. A disagreement weighs as the distance of the
// two values, or its square. argumentInvalid, with a sentence for people, when the lengths differ, no case
// was rated by both, or both used one and the same value only: agreement by chance is then complete and kappa
// has no value.
[[nodiscard]] base::Result<double> cohenKappa(const ReaderRatings& first, const ReaderRatings& second,
                                              Weighting weighting);

// Fleiss' kappa of two or more readers (Psychological Bulletin 1971). Every case must have been rated by all.
[[nodiscard]] base::Result<double> fleissKappa(std::span<const ReaderRatings> readers);

enum class Difference { nominal, ordinal, interval };

// Krippendorff's alpha (Content Analysis, 2004, chapter 11) of two or more readers; cases with less than two
// ratings count for nothing. argumentInvalid when no case has two ratings, or all ratings are equal.
[[nodiscard]] base::Result<double> krippendorffAlpha(std::span<const ReaderRatings> readers,
                                                     Difference difference);

}  // namespace chexgen::statistics
