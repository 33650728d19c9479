// What a study found: figures for each arm and reader, comparisons, agreement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/statistics/interval.h"
#include "core/study/design.h"
#include "core/study/merge.h"

namespace chexgen::study {

// A figure, or the sentence that says why there is none: too few cases, nothing that varies. Never
// not-a-number.
struct Figure {
  std::optional<double> value;
  std::optional<statistics::Interval> interval;  // 95 %
  std::string why;                               // empty when there is a value
};

// The ratings of one arm by one reader; the reader "mean" stands for the mean of all readers of each case.
struct ArmFigures {
  std::string arm, reader;
  std::size_t cases = 0;
  std::map<int, std::size_t> counts;  // by rating; empty for the mean of readers
  Figure mean;                        // interval by drawing cases again, a case's repeats together
  Figure spread;                      // standard deviation of the ratings
};

// Two arms on the same cases.
struct Comparison {
  std::string first, second, reader;
  std::size_t cases = 0;
  Figure difference;  // of the means, first - second, with its t interval
  Figure t, pOfT;
  Figure signedRank, pOfSignedRank;  // Wilcoxon; pairs without a difference are left out
  Figure corrected;  // p of the signed-rank test after Holm, over all comparisons of the study
};

struct Agreement {
  std::map<std::string, Figure> kappa;      // quadratic weights, by "reader, reader"
  Figure fleiss, krippendorff, intraclass;  // nominal; ordinal, ratings may lack; ICC(A,1)
  std::map<std::string, Figure> within;     // quadratic kappa of first and second reading, by reader
};

// Real or synthetic: how well each reader tells them apart.
struct Realism {
  std::map<std::string, Figure> area;  // under the ROC curve, DeLong's interval, by reader
};

struct Preference {
  std::string reference;                      // the arm with strength 0
  std::map<std::string, Figure> logStrength;  // Bradley and Terry, ties count half, by arm
};

struct Analysis {
  std::string question;  // that was analysed; empty for a preference
  std::vector<ArmFigures> arms;
  std::vector<Comparison> comparisons;
  Agreement agreement;
  std::optional<Realism> realism;
  std::optional<Preference> preference;
  std::size_t answered = 0;
};

struct AnalysisOptions {
  std::string question;      // empty: the first scale of the design
  std::size_t draws = 2000;  // of the bootstrap
  std::uint64_t seed = 0;
};

// Analyses one scale question of a report match, a realism or a custom study, or the choices of a preference.
// Readings that were repeated count only for the agreement within a reader (the first reading is the rating).
// argumentInvalid when the design has no such question.
[[nodiscard]] base::Result<Analysis> analyse(const Design& design, const std::vector<Reading>& readings,
                                             const AnalysisOptions& options = {});

[[nodiscard]] base::OrderedJson toJson(const Analysis& analysis);

}  // namespace chexgen::study
