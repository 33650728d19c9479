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
#include "core/statistics/roc.h"
#include "core/study/arm_names.h"
#include "core/study/design.h"
#include "core/study/merge.h"

namespace chexgen::study {

// A figure, or the sentence that says why there is none, or no interval of it: too few cases, nothing that
// varies. Never not-a-number, never an interval without a width.
struct Figure {
  std::optional<double> value;
  std::optional<statistics::Interval> interval;  // 95 %
  std::string why;                               // there is no value, or no interval; may be empty
};

// The reader that stands for the mean of all readers of each case.
inline constexpr const char* meanOfReaders = "mean";

// The ratings of one arm by one reader or by their mean.
struct ArmFigures {
  std::string arm, reader;
  std::string stratum;  // empty: all cases
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
  std::map<std::string, Figure> kappa;       // quadratic weights, by "reader, reader"
  std::map<std::string, Figure> unweighted;  // kappa that only knows the same and another rating
  Figure fleiss, krippendorff, intraclass;   // nominal; ordinal, ratings may lack; ICC(A,1)
  std::map<std::string, Figure> within;      // quadratic kappa of first and second reading, by reader
};

// Real or synthetic: how well each reader tells them apart.
struct Realism {
  std::map<std::string, Figure> area;  // under the ROC curve, DeLong's interval, by reader
  std::map<std::string, std::map<std::string, Figure>> byArm;  // each synthetic arm against real; by reader
  std::map<std::string, std::vector<statistics::RocPoint>> curves;  // by reader, where there is an area
};

struct Preference {
  std::string reference;                      // the arm with strength 0
  std::map<std::string, Figure> logStrength;  // Bradley and Terry, ties count half, by arm
};

struct Analysis {
  std::string question;  // that was analysed; empty for a preference
  std::vector<ArmFigures> arms;
  std::vector<ArmFigures> strata;  // of the mean of readers, or of the only one; empty without strata
  std::vector<Comparison> comparisons;
  Agreement agreement;
  std::optional<Realism> realism;
  std::optional<Preference> preference;
  std::size_t answered = 0;
  std::vector<std::string> remarks;  // whose answers are missing, and what the mean of readers is of
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

// What there is to analyse: every scale of the design, but not the confidence of the standard realism study,
// which is part of its areas. One analysis without a question when the design has no scale.
[[nodiscard]] base::Result<std::vector<Analysis>> analyseAll(const Design& design,
                                                             const std::vector<Reading>& readings,
                                                             const AnalysisOptions& options = {});

// How often each answer to a choice was given: by question, arm (or all arms, of a preference) and answer.
// Repeats count for nothing.
using ChoiceCounts = std::map<std::string, std::map<std::string, std::map<std::string, std::size_t>>>;
[[nodiscard]] ChoiceCounts countChoices(const Design& design, const std::vector<Reading>& readings);

// A reader's suspicion that an image of a standard realism study is synthetic: the confidence, below zero
// when "real" was said; nothing where neither was.
[[nodiscard]] std::optional<double> suspicionOf(const Reading& reading);

[[nodiscard]] base::OrderedJson toJson(const Analysis& analysis);

}  // namespace chexgen::study
