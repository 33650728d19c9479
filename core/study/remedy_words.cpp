// What remedies say of themselves.
#include <algorithm>
#include <cmath>

#include "core/base/number_text.h"
#include "core/study/blinding.h"
#include "core/study/remedies.h"

namespace chexgen::study {
namespace {

constexpr double usualWidth = 400;  // mm that a chest radiograph shows, to give pixels a size
constexpr const char* sharpnessCost =
    "Takes fine detail from every arm that is sharper than the blurriest, and adds faint grain to all. "
    "Answers "
    "then say nothing about sharpness and noise, and small nodules, fine lines and the edge of a small "
    "pneumothorax are harder to see.";
constexpr const char* greysCost =
    "Moves the greys of every arm towards a common curve. Answers then say nothing about brightness and "
    "contrast.";
constexpr const char* cornersCost =
    "Hides the corners of every image: markers, but also shoulders and costophrenic angles that lie there.";
constexpr const char* sharpnessDone =
    "Fine structure of all arms was brought to the blurrier arm's mean power spectrum: detail finer than %1 "
    "pixels of %2 (about %3 mm where an image shows 400 mm) has lost half of its contrast or more. Grain of "
    "%4 "
    "to %5 of 255 greys was added, its strength drawn by lot. Answers say nothing about sharpness and noise.";
constexpr const char* sharpnessLittle =
    "Fine structure of all arms was brought to the blurrier arm's mean power spectrum; the strongest filter "
    "left %1 of the finest detail's contrast. Grain of %2 to %3 of 255 greys was added, its strength drawn "
    "by "
    "lot. Answers say nothing about sharpness and noise.";
constexpr const char* greysDone =
    "The greys of all arms were brought to a common curve; the largest change was %1 of 255 greys. Answers "
    "say "
    "nothing about brightness and contrast.";
constexpr const char* cornersDone =
    "Squares of %1 of the side in all corners are black; what lay there is hidden.";

Sentence sharpnessWords(const RemedyPlan& plan, int side) {
  const double finest = finestDetail(plan);
  double least = 1, weakest = 0, strongest = 0;
  for (const auto& [arm, treatment] : plan.arms) {
    least = std::min(least, *std::min_element(treatment.gains.begin(), treatment.gains.end()));
    weakest = treatment.leastGrain;
    strongest = treatment.mostGrain;
  }
  if (finest > 0)
    return {sharpnessDone,
            {base::fixedText(finest, 1), std::to_string(side), base::fixedText(finest * usualWidth / side, 1),
             base::fixedText(weakest, 1), base::fixedText(strongest, 1)}};
  return {
      sharpnessLittle,
      {base::fixedText(100 * least, 0) + " %", base::fixedText(weakest, 1), base::fixedText(strongest, 1)}};
}

Sentence greysWords(const RemedyPlan& plan) {
  double most = 0;
  for (const auto& [arm, treatment] : plan.arms)
    for (std::size_t i = 0; i < treatment.from.size(); ++i)
      most = std::max(most, std::abs(treatment.to[i] - treatment.from[i]));
  return {greysDone, {base::fixedText(255 * most, 0)}};
}

}  // namespace

std::vector<Sentence> remedyWords(const RemedyPlan& plan, const BlindingOptions& options) {
  std::vector<Sentence> words;
  for (const Remedy remedy : plan.chosen) switch (remedy) {
      case Remedy::sharpness: words.push_back(sharpnessWords(plan, options.side)); break;
      case Remedy::greys: words.push_back(greysWords(plan)); break;
      case Remedy::corners:
        words.push_back({cornersDone, {base::fixedText(100 * options.masked, 0) + " %"}});
        break;
    }
  return words;
}

Sentence remedyCost(Remedy remedy) {
  switch (remedy) {
    case Remedy::sharpness: return {sharpnessCost, {}};
    case Remedy::greys: return {greysCost, {}};
    case Remedy::corners: break;
  }
  return {cornersCost, {}};
}

std::vector<std::string> remedyTexts() {
  return {sharpnessCost, greysCost, cornersCost, sharpnessDone, sharpnessLittle, greysDone, cornersDone};
}

}  // namespace chexgen::study
