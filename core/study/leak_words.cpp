#include "core/study/leak_words.h"

#include <algorithm>
#include <cmath>

#include "core/base/number_text.h"
#include "core/study/image_features.h"

namespace chexgen::study {
namespace {

constexpr const char* toldText =
    "Told apart: what can be measured tells the arm “%1” from the others, without knowing what the images "
    "show.";
constexpr const char* notToldText =
    "Not told apart: nothing that was measured tells the arm “%1” from the others.";
constexpr const char* tooFewText =
    "Too few to tell: with %1 and %2 images the check can say neither yes nor no about the arm “%3”.";
constexpr const char* narrowToldText =
    "Told apart: the check of an earlier version, which looked at less, told the arm “%1” from the others "
    "(area "
    "under the curve %2).";
constexpr const char* narrowText =
    "The check of an earlier version did not tell the arm “%1” from the others; it looked neither at "
    "sharpness nor "
    "at noise, spectrum or contrast.";
constexpr const char* togetherText =
    "All measurements together: area under the curve %1 (95 % interval %2 to %3; p = %4), in images that the "
    "classifier had not seen. 0.5 is chance.";
constexpr const char* excludedText =
    "With %1 and %2 images an area above %3 could have been excluded at best; smaller differences can go "
    "unnoticed.";
constexpr const char* separatedText =
    "%1 separates the arms completely. So few images can do that by chance; look at it all the same.";
constexpr const char* sharpnessAdvice =
    "Remedy “sharpness”: brings the fine structure of all images to that of the blurrier arm.";
constexpr const char* greysAdvice =
    "Remedy “greys”: brings the greys of all images to a common range and shape.";
constexpr const char* cornersAdvice = "Remedy “corners”: black squares in the corners of all images.";
constexpr const char* cropAdvice = "Cutting off the edges of all images takes bars and frames away.";
constexpr const char* promiseText =
    "The check measures; it does not look. Readers may still see what no measurement here stands for.";

// Three significant digits, without an exponent where a person would write none.
std::string sizeText(double value) {
  const double size = std::abs(value);
  return size >= 1000 || size == 0 ? base::fixedText(value, 0) : base::significantText(value, 3);
}

std::string chanceText(double p) { return p < 0.001 ? "< 0.001" : base::fixedText(p, 3); }

std::string rangeText(const FeatureSpread& spread) {
  return sizeText(spread.median) + " (" + sizeText(spread.low) + " – " + sizeText(spread.high) + ")";
}

const char* adviceFor(FeatureRemedy remedy) {
  switch (remedy) {
    case FeatureRemedy::sharpness: return sharpnessAdvice;
    case FeatureRemedy::greys: return greysAdvice;
    case FeatureRemedy::corners: return cornersAdvice;
    case FeatureRemedy::crop: return cropAdvice;
    case FeatureRemedy::none: break;
  }
  return nullptr;
}

// Whether it is said: it tells, or would, were there more images.
bool isShown(const ArmLeak& leak, const FeatureLeak& feature) {
  return feature.told || (leak.verdict == Verdict::tooFew && (feature.area <= 0 || feature.area >= 1));
}

std::string featureName(const std::string& id) {
  const Feature* feature = featureNamed(id);
  return feature == nullptr ? id : std::string(feature->name);
}

void addOnce(std::vector<Sentence>& sentences, const char* text) {
  const bool there = std::any_of(sentences.begin(), sentences.end(),
                                 [&](const Sentence& sentence) { return sentence.text == text; });
  if (!there) sentences.push_back({text, {}});
}

}  // namespace

std::string plain(const Sentence& sentence) {
  std::string text;
  for (std::size_t i = 0; i < sentence.text.size(); ++i) {
    const char sign = sentence.text[i], next = i + 1 < sentence.text.size() ? sentence.text[i + 1] : ' ';
    const auto value = static_cast<std::size_t>(next - '1');
    if (sign == '%' && next >= '1' && next <= '9' && value < sentence.values.size()) {
      text += sentence.values[value];
      ++i;
    } else {
      text += sign;
    }
  }
  return text;
}

std::vector<Sentence> verdictWords(const std::vector<ArmLeak>& leaks) {
  std::vector<Sentence> words;
  for (const ArmLeak& leak : leaks) {
    const std::string images = std::to_string(leak.images), others = std::to_string(leak.others);
    if (leak.narrow) {
      if (isTold(leak)) {
        words.push_back({narrowToldText, {leak.arm, base::fixedText(leak.area.value_or(0), 2)}});
      } else {
        words.push_back({narrowText, {leak.arm}});
      }
      continue;
    }
    switch (leak.verdict) {
      case Verdict::toldApart: words.push_back({toldText, {leak.arm}}); break;
      case Verdict::notToldApart: words.push_back({notToldText, {leak.arm}}); break;
      case Verdict::tooFew: words.push_back({tooFewText, {images, others, leak.arm}}); break;
    }
    if (leak.area && leak.interval)
      words.push_back({togetherText,
                       {base::fixedText(*leak.area, 2), base::fixedText(leak.interval->low, 2),
                        base::fixedText(leak.interval->high, 2), chanceText(leak.p.value_or(1))}});
    if (!leak.why.empty()) words.push_back({leak.why, {}});
    if (!isTold(leak)) {
      words.push_back({excludedText, {images, others, base::fixedText(leak.excluded, 2)}});
      for (const FeatureLeak& feature : leak.features)
        if (isShown(leak, feature)) words.push_back({separatedText, {featureName(feature.feature)}});
    }
  }
  return words;
}

std::vector<TellingFeature> tellingFeatures(const std::vector<ArmLeak>& leaks) {
  std::vector<TellingFeature> telling;
  for (const ArmLeak& leak : leaks)
    for (const FeatureLeak& feature : leak.features)
      if (isShown(leak, feature))
        telling.push_back({.name = featureName(feature.feature),
                           .arm = leak.arm,
                           .reader = feature.reader,
                           .area = base::fixedText(feature.area, 2),
                           .p = chanceText(feature.corrected),
                           .ofArm = rangeText(feature.arm),
                           .ofOthers = rangeText(feature.others)});
  return telling;
}

std::vector<Sentence> adviceWords(const std::vector<ArmLeak>& leaks) {
  std::vector<Sentence> uses, remedies;
  for (const ArmLeak& leak : leaks)
    for (const FeatureLeak& found : leak.features) {
      const Feature* feature = featureNamed(found.feature);
      if (feature == nullptr || !isShown(leak, found)) continue;
      addOnce(uses, std::string(feature->use).c_str());
      if (const char* advice = adviceFor(feature->remedy); advice != nullptr) addOnce(remedies, advice);
    }
  uses.insert(uses.end(), remedies.begin(), remedies.end());
  if (!leaks.empty() && !leaks.front().narrow) addOnce(uses, promiseText);
  return uses;
}

std::vector<std::string> leakLines(const std::vector<ArmLeak>& leaks) {
  std::vector<std::string> lines;
  for (const Sentence& sentence : verdictWords(leaks)) lines.push_back(plain(sentence));
  for (const TellingFeature& feature : tellingFeatures(leaks))
    lines.push_back("  " + feature.name + (feature.reader.empty() ? "" : ", " + feature.reader) + ": " +
                    feature.arm + " " + feature.ofArm + ", others " + feature.ofOthers + "; area " +
                    feature.area + ", p " + (feature.p.front() == '<' ? "" : "= ") + feature.p);
  for (const Sentence& sentence : adviceWords(leaks)) lines.push_back(plain(sentence));
  return lines;
}

std::vector<std::string> leakTexts() {
  std::vector<std::string> texts{toldText,      notToldText,  tooFewText,    narrowToldText,  narrowText,
                                 togetherText,  excludedText, separatedText, sharpnessAdvice, greysAdvice,
                                 cornersAdvice, cropAdvice,   promiseText};
  for (const auto features : {pixelFeatures(), storedFeatures(), placeFeatures()})
    for (const Feature& feature : features) {
      texts.emplace_back(feature.name);
      texts.emplace_back(feature.use);
    }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

}  // namespace chexgen::study
