// Whether anything that can be measured tells the arms of a study apart: in the images as readers get them,
// and in the packages.
//
// Two kinds of tests look for it. A logistic regression over all features together is fitted to four fifths
// of the cases and scores the rest; images of one case are never divided. And each feature is tested alone
// (Mann and Whitney's area), for the place features in each reader's package of its own. All p values come
// from permutations that keep the images of a case together. Of the error level of 5 % one half is for the
// regressions and one for the single features, each corrected after Holm over all arms: where the arms do not
// differ, a study is falsely called told apart at most as often as that.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/statistics/interval.h"

namespace chexgen::study {

struct StudyKey;

enum class Verdict { toldApart, notToldApart, tooFew };

// A feature's values in one arm: the median, and where nine tenths of them lie.
struct FeatureSpread {
  double median = 0, low = 0, high = 0;
  friend bool operator==(const FeatureSpread&, const FeatureSpread&) = default;
};

struct FeatureLeak {
  std::string feature;          // see image_features.h
  std::string reader;           // whose package; empty for what all readers get alike
  double area = 0.5;            // that an image of the arm has the higher value
  double p = 1, corrected = 1;  // two-sided, alone and after Holm
  FeatureSpread arm, others;
  bool told = false;
  friend bool operator==(const FeatureLeak&, const FeatureLeak&) = default;
};

// One arm against the others.
struct ArmLeak {
  std::string arm;
  std::size_t images = 0, others = 0;  // how many were measured
  std::optional<double> area;          // of the regression, in images that it has not seen; 0.5: chance
  std::optional<statistics::Interval> interval;  // 95 %, DeLong
  std::optional<double> p;                       // one-sided, after Holm
  std::string why;                               // there is no area
  double excluded = 1;                           // see smallestExcludedArea()
  std::vector<FeatureLeak> features;             // all that vary, the most telling first
  Verdict verdict = Verdict::tooFew;
  bool narrow = false;  // by the check of an earlier version, which looked at less
  friend bool operator==(const ArmLeak&, const ArmLeak&) = default;
};

[[nodiscard]] bool isTold(const ArmLeak& leak);
// Of the whole study: told apart when one arm is; too few to tell when it is so of one; nothing without arms.
[[nodiscard]] std::optional<Verdict> verdictOf(const std::vector<ArmLeak>& leaks);

// The smallest area whose absence that many images can show: 1/2 + 1.96 √((m + n + 1) / (12 m n)), the upper
// end of the interval when nothing at all differs (variance of Mann and Whitney's statistic). Beyond 0.65, or
// with less than 8 images in an arm, the check says "too few to tell".
[[nodiscard]] double smallestExcludedArea(std::size_t images, std::size_t others);

// One row for each image that counts, as a reader's program could see it.
struct LeakRow {
  std::size_t caseIndex = 0;
  std::string arm;
  std::vector<double> pixels, stored;  // in the order of pixelFeatures() and storedFeatures()
  // By reader, in the order of placeFeatures(); empty where the reader does not have it.
  std::vector<std::vector<double>> places;
};

// What the rows tell; `readers` names the places of each row. Of two arms only the first, since the other is
// its mirror image.
[[nodiscard]] base::Result<std::vector<ArmLeak>> judgeLeaks(const std::vector<LeakRow>& rows,
                                                            const std::vector<std::string>& readers,
                                                            const base::CancelToken& cancel = {});

// Measures the packages and judges; practice and repeats count for nothing. `step` is called after each item.
// Fails with the errors of the packages and when cancelled.
[[nodiscard]] base::Result<std::vector<ArmLeak>> checkLeaks(
    const std::vector<std::filesystem::path>& packages, const StudyKey& key,
    const std::function<void()>& step = {}, const base::CancelToken& cancel = {});

}  // namespace chexgen::study
