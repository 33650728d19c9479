// The intraclass correlation of readers: how much of the spread of ratings is that of the cases.
//
// McGraw and Wong, "Forming inferences about some intraclass correlation coefficients", Psychological Methods
// 1996: the names of the forms, their definitions (table 4) and intervals (table 7).
#pragma once

#include <span>

#include "core/base/error.h"
#include "core/statistics/agreement.h"
#include "core/statistics/interval.h"

namespace chexgen::statistics {

// A: absolute agreement, C: consistency, one: readers that differ from case to case; of one reading, or of
// the mean of all readers.
enum class IntraclassForm {
  oneSingle,
  agreementSingle,
  consistencySingle,
  oneMean,
  agreementMean,
  consistencyMean
};

// Needs at least two readers and two cases, each rated by all. argumentInvalid, with a sentence for people,
// for less, or when all cases were rated alike: then there is no spread to share out.
[[nodiscard]] base::Result<Estimate> intraclassCorrelation(std::span<const ReaderRatings> readers,
                                                           IntraclassForm form, double confidence = 0.95);

}  // namespace chexgen::statistics
