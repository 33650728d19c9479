// Whether anything but the content of the images tells the arms of a study apart.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/statistics/interval.h"

namespace chexgen::study {

struct StudyKey;

// How well a logistic regression tells one arm from the others, by what a reader's program could see of an
// image without looking at it: its place and name in the package, its size, the time to load it, its number
// of grey levels, its darkest and brightest one, and how many of its edges are of one grey.
struct ArmLeak {
  std::string arm;
  std::optional<double>
      area;  // under the ROC curve, in images that the regression has not seen; 0.5: not at all
  std::optional<statistics::Interval> interval;  // 95 %
  std::string why;                               // there is no area
  friend bool operator==(const ArmLeak&, const ArmLeak&) = default;
};

// Whether the arm is told apart: the whole interval lies above chance.
[[nodiscard]] bool isTold(const ArmLeak& leak);

// Of every arm, over all packages of the study; practice and repeats count for nothing. Of two arms only the
// first, since the other is its mirror image. Fails with the errors of the packages.
[[nodiscard]] base::Result<std::vector<ArmLeak>> checkLeaks(
    const std::vector<std::filesystem::path>& packages, const StudyKey& key);

}  // namespace chexgen::study
