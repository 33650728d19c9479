#include "core/study/analysis.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/statistics/agreement.h"
#include "core/statistics/bootstrap.h"
#include "core/statistics/intraclass.h"
#include "core/statistics/paired.h"
#include "core/statistics/preference.h"
#include "core/statistics/roc.h"
#include "core/study/drop_outs.h"

namespace chexgen::study {
namespace {

using base::Result;
using statistics::ReaderRatings;

constexpr double largestStep = 1e6;

Figure figure(const Result<double>& found) {
  if (!found) return {.value = {}, .interval = {}, .why = found.error().message};
  return {.value = *found, .interval = {}, .why = {}};
}

Figure figure(const Result<statistics::Estimate>& found) {
  if (!found) return {.value = {}, .interval = {}, .why = found.error().message};
  if (found->interval.high <= found->interval.low)
    return {.value = found->value,
            .interval = {},
            .why = "Nothing varies in the ratings, so an interval has no width and is left out."};
  return {.value = found->value, .interval = found->interval, .why = {}};
}

// The ratings of one question: by reader, arm and case.
using ByCase = std::map<std::string, double>;
using Ratings = std::map<std::string, std::map<std::string, ByCase>>;

std::optional<double> valueOf(const Reading& reading, const std::string& question) {
  const auto value = reading.answer.values.find(question);
  if (value == reading.answer.values.end() || !value->second.is_number()) return std::nullopt;
  return value->second.get<double>();
}

Ratings ratingsOf(const std::vector<Reading>& readings, const std::string& question, bool repeats) {
  Ratings ratings;
  for (const Reading& reading : readings) {
    const auto value = valueOf(reading, question);
    if (reading.repeat == repeats && value && reading.arms.size() == 1)
      ratings[reading.reader][reading.arms[0]][reading.caseId] = *value;
  }
  return ratings;
}

// The mean over these readers of each case that all of them have rated.
std::map<std::string, ByCase> meanRatings(const Ratings& ratings, const std::vector<std::string>& readers) {
  std::map<std::string, std::map<std::string, std::pair<double, std::size_t>>> sums;
  for (const std::string& reader : readers)
    if (const auto arms = ratings.find(reader); arms != ratings.end())
      for (const auto& [arm, cases] : arms->second)
        for (const auto& [id, value] : cases) {
          sums[arm][id].first += value;
          ++sums[arm][id].second;
        }
  std::map<std::string, ByCase> means;
  for (const auto& [arm, cases] : sums)
    for (const auto& [id, sum] : cases)
      if (sum.second == readers.size()) means[arm][id] = sum.first / static_cast<double>(sum.second);
  return means;
}

ArmFigures armFigures(const std::string& reader, const std::string& arm, const ByCase& cases, bool whole,
                      const AnalysisOptions& options) {
  ArmFigures figures{.arm = arm, .reader = reader, .cases = cases.size()};
  std::vector<double> values;
  for (const auto& [id, value] : cases) {
    values.push_back(value);
    // Far outside of any scale there is no step to count.
    if (whole && std::abs(value) < largestStep) ++figures.counts[static_cast<int>(std::lround(value))];
  }
  figures.mean = figure(statistics::bootstrapMean(values, {.draws = options.draws, .seed = options.seed}));
  if (values.size() < 2) {
    figures.spread.why = "A spread needs at least two cases.";
    return figures;
  }
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  figures.spread.value = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return figures;
}

Comparison compared(const std::string& reader, const std::string& first, const ByCase& ofFirst,
                    const std::string& second, const ByCase& ofSecond) {
  Comparison comparison{.first = first, .second = second, .reader = reader};
  std::vector<double> a, b;
  for (const auto& [id, value] : ofFirst) {
    const auto other = ofSecond.find(id);
    if (other == ofSecond.end()) continue;
    a.push_back(value);
    b.push_back(other->second);
  }
  comparison.cases = a.size();
  const auto t = statistics::pairedT(a, b);
  if (t) {
    comparison.difference = figure(Result<statistics::Estimate>(t->difference));
    comparison.t.value = t->t;
    comparison.pOfT.value = t->p;
  } else {
    for (Figure* none : {&comparison.difference, &comparison.t, &comparison.pOfT})
      none->why = t.error().message;
  }
  const auto ranks = statistics::wilcoxonSignedRank(a, b);
  if (ranks) {
    comparison.signedRank.value = ranks->statistic;
    comparison.pOfSignedRank.value = ranks->p;
  } else {
    for (Figure* none : {&comparison.signedRank, &comparison.pOfSignedRank, &comparison.corrected})
      none->why = ranks.error().message;
  }
  return comparison;
}

void compareAll(const std::string& reader, const std::map<std::string, ByCase>& arms, Analysis& analysis) {
  for (auto first = arms.begin(); first != arms.end(); ++first)
    for (auto second = std::next(first); second != arms.end(); ++second)
      analysis.comparisons.push_back(
          compared(reader, first->first, first->second, second->first, second->second));
}

// Over all comparisons together, since they are looked at together.
void correct(std::vector<Comparison>& comparisons) {
  std::vector<double> p;
  for (const Comparison& comparison : comparisons)
    if (comparison.pOfSignedRank.value) p.push_back(*comparison.pOfSignedRank.value);
  const auto corrected = statistics::holmCorrected(p);
  std::size_t next = 0;
  for (Comparison& comparison : comparisons)
    if (comparison.pOfSignedRank.value) comparison.corrected.value = corrected[next++];
}

std::optional<double> ratingOf(const Ratings& ratings, const std::string& reader, const std::string& arm,
                               const std::string& id) {
  const auto arms = ratings.find(reader);
  if (arms == ratings.end()) return std::nullopt;
  const auto cases = arms->second.find(arm);
  if (cases == arms->second.end()) return std::nullopt;
  const auto value = cases->second.find(id);
  return value == cases->second.end() ? std::nullopt : std::optional(value->second);
}

// One row of ratings for each reader, over the same images in the same order.
std::vector<ReaderRatings> rows(const Ratings& ratings, std::vector<std::string>& readers) {
  std::set<std::pair<std::string, std::string>> images;
  for (const auto& [reader, arms] : ratings) {
    readers.push_back(reader);
    for (const auto& [arm, cases] : arms)
      for (const auto& [id, value] : cases) images.insert({arm, id});
  }
  std::vector<ReaderRatings> all;
  for (const auto& [reader, arms] : ratings) {
    ReaderRatings row;
    for (const auto& [arm, id] : images) row.push_back(ratingOf(ratings, reader, arm, id));
    all.push_back(std::move(row));
  }
  return all;
}

Agreement agreementOf(const Ratings& first, const Ratings& again) {
  Agreement agreement;
  std::vector<std::string> readers;
  const auto all = rows(first, readers);
  for (std::size_t a = 0; a < all.size(); ++a)
    for (std::size_t b = a + 1; b < all.size(); ++b) {
      const std::string pair = readers[a] + ", " + readers[b];
      agreement.kappa[pair] =
          figure(statistics::cohenKappa(all[a], all[b], statistics::Weighting::quadratic));
      agreement.unweighted[pair] =
          figure(statistics::cohenKappa(all[a], all[b], statistics::Weighting::none));
    }
  agreement.fleiss = figure(statistics::fleissKappa(all));
  agreement.krippendorff = figure(statistics::krippendorffAlpha(all, statistics::Difference::ordinal));
  agreement.intraclass =
      figure(statistics::intraclassCorrelation(all, statistics::IntraclassForm::agreementSingle));
  for (const auto& [reader, arms] : again) {
    ReaderRatings once, twice;
    for (const auto& [arm, cases] : arms)
      for (const auto& [id, value] : cases) {
        twice.emplace_back(value);
        once.push_back(ratingOf(first, reader, arm, id));
      }
    agreement.within[reader] = figure(statistics::cohenKappa(once, twice, statistics::Weighting::quadratic));
  }
  return agreement;
}

struct Scores {
  std::vector<double> scores;
  std::vector<std::uint8_t> truths;  // 1: synthetic
};

Figure areaOf(const Scores& scores) {
  const auto made = std::count(scores.truths.begin(), scores.truths.end(), 1);
  const auto real = static_cast<std::ptrdiff_t>(scores.truths.size()) - made;
  if (made < 2 || real < 2)
    return {.value = {},
            .interval = {},
            .why =
                "An area under the curve needs two real and two synthetic images that were answered; there "
                "were " +
                std::to_string(real) + " and " + std::to_string(made) + "."};
  const auto area = statistics::areaUnderRoc(scores.scores, scores.truths);
  if (!area) return {.value = {}, .interval = {}, .why = area.error().message};
  if (area->variance > 0) return {.value = area->value, .interval = area->interval, .why = {}};
  const auto [least, most] = std::minmax_element(scores.scores.begin(), scores.scores.end());
  return {
      .value = area->value,
      .interval = {},
      .why = *least == *most    ? "Every image got the same answer: the area of 0.5 says nothing, and has no "
                                  "interval."
             : area->value >= 1 ? "Real and synthetic were told apart without a mistake: nothing varies that "
                                  "an interval could be made from."
             : area->value <= 0 ? "Real and synthetic were taken for each other every time: nothing varies "
                                  "that an interval could be made from."
                                : "The answers do not vary in a way that an interval could be made from."};
}

Realism realismOf(const std::vector<Reading>& readings) {
  std::map<std::string, Scores> byReader;
  std::map<std::string, std::map<std::string, Scores>> byArm;
  std::set<std::string> synthetic;
  for (const Reading& reading : readings)
    if (reading.arms[0] != realArm) synthetic.insert(reading.arms[0]);
  for (const Reading& reading : readings) {
    const auto suspicion = suspicionOf(reading);
    if (reading.repeat || !suspicion) continue;
    const auto add = [&](Scores& to) {
      to.scores.push_back(*suspicion);
      to.truths.push_back(reading.arms[0] == realArm ? 0 : 1);
    };
    add(byReader[reading.reader]);
    for (const std::string& arm : synthetic)
      if (reading.arms[0] == realArm || reading.arms[0] == arm) add(byArm[arm][reading.reader]);
  }
  Realism realism;
  for (const auto& [reader, scores] : byReader) {
    realism.area[reader] = areaOf(scores);
    if (auto curve = statistics::rocCurve(scores.scores, scores.truths))
      realism.curves[reader] = std::move(*curve);
  }
  if (synthetic.size() > 1)
    for (const auto& [arm, readers] : byArm)
      for (const auto& [reader, scores] : readers) realism.byArm[arm][reader] = areaOf(scores);
  return realism;
}

// Of the images at two places: the better rank, or the chosen one against each of the others; "equal" is a
// tie of all pairs.
std::optional<statistics::Choice::Outcome> outcomeOf(const Reading& reading, std::size_t i, std::size_t j) {
  using statistics::Choice;
  const char first = static_cast<char>('A' + i), second = static_cast<char>('A' + j);
  const auto rank = reading.answer.values.find("rank");
  if (rank != reading.answer.values.end() && rank->second.is_string()) {
    const std::string letters = rank->second;
    return letters.find(first) < letters.find(second) ? Choice::firstWins : Choice::secondWins;
  }
  const auto best = reading.answer.values.find("best");
  if (best == reading.answer.values.end() || !best->second.is_string()) return std::nullopt;
  const std::string letter = best->second;
  if (letter == "equal") return Choice::tie;
  if (letter == std::string(1, first)) return Choice::firstWins;
  if (letter == std::string(1, second)) return Choice::secondWins;
  return std::nullopt;
}

Preference preferenceOf(const Design& design, const std::vector<Reading>& readings) {
  const auto arms = armsOf(design);
  const auto numberOf = [&](const std::string& arm) {
    return static_cast<std::size_t>(std::find(arms.begin(), arms.end(), arm) - arms.begin());
  };
  std::vector<statistics::Choice> choices;
  std::vector<std::size_t> cases;  // what several readers say of one case goes together
  std::map<std::string, std::size_t> numbers;
  for (const Reading& reading : readings) {
    if (reading.repeat) continue;
    for (std::size_t i = 0; i < reading.arms.size(); ++i)
      for (std::size_t j = i + 1; j < reading.arms.size(); ++j)
        if (const auto outcome = outcomeOf(reading, i, j)) {
          choices.push_back({numberOf(reading.arms[i]), numberOf(reading.arms[j]), *outcome});
          cases.push_back(numbers.try_emplace(reading.caseId, numbers.size()).first->second);
        }
  }
  Preference preference{.reference = arms.front(), .logStrength = {}};
  const auto strengths = statistics::bradleyTerry(arms.size(), choices, cases);
  for (std::size_t i = 0; i < arms.size(); ++i)
    preference.logStrength[arms[i]] =
        strengths ? figure(Result<statistics::Estimate>((*strengths)[i].logStrength))
                  : Figure{.value = {}, .interval = {}, .why = strengths.error().message};
  return preference;
}

// Of the strata that have a name, in the mean of the readers.
std::vector<ArmFigures> strataOf(const std::vector<Reading>& readings,
                                 const std::map<std::string, ByCase>& means, const std::string& reader,
                                 const AnalysisOptions& options) {
  std::map<std::string, std::string> stratumOf;  // by case
  std::set<std::string> names;
  for (const Reading& reading : readings) {
    stratumOf[reading.caseId] = reading.stratum;
    if (!reading.stratum.empty()) names.insert(reading.stratum);
  }
  std::vector<ArmFigures> strata;
  for (const std::string& stratum : names)
    for (const auto& [arm, cases] : means) {
      ByCase within;
      for (const auto& [id, value] : cases)
        if (stratumOf[id] == stratum) within.emplace(id, value);
      if (within.empty()) continue;
      strata.push_back(armFigures(reader, arm, within, false, options));
      strata.back().stratum = stratum;
    }
  return strata;
}

// What the mean of readers is of, or why there is none.
void meanOf(const Ratings& ratings, const TakenTogether& together, const std::vector<Reading>& readings,
            const AnalysisOptions& options, Analysis& analysis) {
  std::string why = together.why;
  std::map<std::string, ByCase> means;
  if (why.empty()) {
    means = meanRatings(ratings, together.readers);
    if (means.empty())
      why = "No image was rated by all of " + inWords(together.readers) + ", so there is no mean of readers.";
  }
  if (!why.empty()) {
    std::set<std::string> arms;
    for (const auto& [reader, ofReader] : ratings)
      for (const auto& [arm, cases] : ofReader) arms.insert(arm);
    for (const std::string& arm : arms)
      analysis.arms.push_back({.arm = arm,
                               .reader = meanOfReaders,
                               .mean = {.value = {}, .interval = {}, .why = why},
                               .spread = {.value = {}, .interval = {}, .why = why}});
    return;
  }
  std::map<std::string, ByCase> rated;  // by anybody
  for (const std::string& reader : together.readers)
    if (const auto arms = ratings.find(reader); arms != ratings.end())
      for (const auto& [arm, cases] : arms->second) rated[arm].insert(cases.begin(), cases.end());
  std::size_t all = 0, taken = 0;
  for (const auto& [arm, cases] : rated) all += cases.size();
  for (const auto& [arm, cases] : means) taken += cases.size();
  if (taken < all)
    analysis.remarks.push_back("The mean of readers is of the " + std::to_string(taken) + " of " +
                               std::to_string(all) + " images that all of " + inWords(together.readers) +
                               " have rated.");
  for (const auto& [arm, cases] : means)
    analysis.arms.push_back(armFigures(meanOfReaders, arm, cases, false, options));
  compareAll(meanOfReaders, means, analysis);
  analysis.strata = strataOf(readings, means, meanOfReaders, options);
}

Result<std::string> questionFor(const Design& design, const std::string& wanted) {
  for (const Question& question : questionsOf(design))
    if (question.kind == Question::Kind::scale && (wanted.empty() || question.id == wanted))
      return question.id;
  return base::fail(base::ErrorCode::argumentInvalid,
                    wanted.empty() ? "The study asks no question with a scale."
                                   : "The study asks no question \"" + wanted + "\" with a scale.");
}

}  // namespace

Result<Analysis> analyse(const Design& design, const std::vector<Reading>& readings,
                         const AnalysisOptions& options) {
  Analysis analysis;
  analysis.answered = readings.size();
  const TakenTogether takenTogether = takeTogether(design, readings);
  analysis.remarks = takenTogether.remarks;
  if (design.kind == StudyKind::preference) {
    analysis.preference = preferenceOf(design, readings);
    return analysis;
  }
  // The published scale is the match; of realism it is how real it looks.
  const std::string usual = design.kind == StudyKind::realism && design.questions.empty() ? "realism" : "";
  CHEXGEN_ASSIGN(analysis.question, questionFor(design, options.question.empty() ? usual : options.question));
  const Ratings first = ratingsOf(readings, analysis.question, false);
  for (const auto& [reader, arms] : first) {
    for (const auto& [arm, cases] : arms)
      analysis.arms.push_back(armFigures(reader, arm, cases, true, options));
    compareAll(reader, arms, analysis);
  }
  if (first.size() > 1 || (design.readers.size() > 1 && !first.empty())) {
    meanOf(first, takenTogether, readings, options, analysis);
  } else if (!first.empty()) {
    analysis.strata = strataOf(readings, first.begin()->second, first.begin()->first, options);
  }
  correct(analysis.comparisons);
  analysis.agreement = agreementOf(first, ratingsOf(readings, analysis.question, true));
  if (design.kind == StudyKind::realism) analysis.realism = realismOf(readings);
  return analysis;
}

Result<std::vector<Analysis>> analyseAll(const Design& design, const std::vector<Reading>& readings,
                                         const AnalysisOptions& options) {
  std::vector<Analysis> all;
  AnalysisOptions each = options;
  const bool standardRealism = design.kind == StudyKind::realism && design.questions.empty();
  for (const Question& question : questionsOf(design)) {
    if (question.kind != Question::Kind::scale || (standardRealism && question.id == "confidence")) continue;
    each.question = question.id;
    CHEXGEN_ASSIGN(Analysis analysis, analyse(design, readings, each));
    all.push_back(std::move(analysis));
  }
  if (all.empty()) {
    Analysis analysis{.answered = readings.size()};
    if (design.kind == StudyKind::preference) {
      CHEXGEN_ASSIGN(analysis, analyse(design, readings, options));
    }
    all.push_back(std::move(analysis));
  }
  return all;
}

ChoiceCounts countChoices(const Design& design, const std::vector<Reading>& readings) {
  ChoiceCounts counts;
  for (const Question& question : questionsOf(design)) {
    if (question.kind != Question::Kind::choice) continue;
    for (const Reading& reading : readings) {
      const auto value = reading.answer.values.find(question.id);
      if (reading.repeat || value == reading.answer.values.end()) continue;
      const std::string arm = reading.arms.size() == 1 ? reading.arms[0] : std::string("all");
      for (const base::Json& one : value->second.is_array() ? value->second : base::Json{value->second})
        if (one.is_string()) ++counts[question.id][arm][one.get<std::string>()];
    }
  }
  return counts;
}

std::optional<double> suspicionOf(const Reading& reading) {
  const auto said = reading.answer.values.find("synthetic");
  if (said == reading.answer.values.end() || !said->second.is_string()) return std::nullopt;
  const double confidence = valueOf(reading, "confidence").value_or(1);
  return said->second == "synthetic" ? confidence : -confidence;
}

}  // namespace chexgen::study
