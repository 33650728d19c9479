#include "core/downstream/classifier_evaluation.h"

#include <functional>
#include <map>
#include <set>
#include <utility>

namespace chexgen::downstream {
namespace {

using statistics::Confusion;

// The rows of one target whose label is known, as the statistics take them.
struct Known {
  std::vector<double> scores;
  std::vector<std::uint8_t> truths;
  std::vector<std::size_t> patients;
};

Known knownRows(const std::vector<JudgedRow>& rows, std::size_t target) {
  Known known;
  std::map<std::string, std::size_t> numbers;
  for (const JudgedRow& row : rows) {
    if (row.labels[target] == unknownLabel) continue;
    known.scores.push_back(row.scores[target]);
    known.truths.push_back(row.labels[target] != 0 ? 1 : 0);
    known.patients.push_back(numbers.emplace(row.patient, numbers.size()).first->second);
  }
  return known;
}

using Figure = std::function<std::optional<double>(const std::vector<double>& scores,
                                                   const std::vector<std::uint8_t>& truths)>;

std::optional<JudgedFigure> judged(const Known& known, const Figure& figure,
                                   const EvaluationOptions& options) {
  const auto value = figure(known.scores, known.truths);
  if (!value) return std::nullopt;
  JudgedFigure result{.value = *value};
  std::vector<double> scores;
  std::vector<std::uint8_t> truths;
  const auto drawn = [&](std::span<const std::size_t> cases) {
    scores.clear();
    truths.clear();
    for (const std::size_t i : cases) {
      scores.push_back(known.scores[i]);
      truths.push_back(known.truths[i]);
    }
    return figure(scores, truths);
  };
  const auto interval =
      statistics::bootstrapByGroup(known.patients, drawn, {.draws = options.draws, .seed = options.seed});
  if (interval) result.interval = interval->estimate.interval;
  return result;
}

TargetEvaluation judgeTarget(const Known& known, std::optional<double> threshold,
                             const EvaluationOptions& options) {
  TargetEvaluation found;
  for (const std::uint8_t truth : known.truths) ++(truth != 0 ? found.positives : found.negatives);
  found.patients = std::set(known.patients.begin(), known.patients.end()).size();
  if (known.truths.empty()) {
    found.why = "No radiograph has a label.";
    return found;
  }
  if (auto area = statistics::areaUnderRoc(known.scores, known.truths)) {
    found.area = *area;
    found.areaByPatient = judged(
        known,
        [](const auto& scores, const auto& truths) -> std::optional<double> {
          const auto drawn = statistics::areaUnderRoc(scores, truths);
          if (!drawn) return std::nullopt;
          return drawn->value;
        },
        options);
    found.averagePrecision = judged(
        known,
        [](const auto& scores, const auto& truths) { return statistics::averagePrecision(scores, truths); },
        options);
    if (auto curve = statistics::rocCurve(known.scores, known.truths)) found.curve = std::move(*curve);
  } else {
    found.why = area.error().message;
  }
  found.brier = judged(
      known,
      [](const auto& scores, const auto& truths) -> std::optional<double> {
        return statistics::brierScore(scores, truths);
      },
      options);
  found.calibrationError = judged(
      known,
      [&](const auto& scores, const auto& truths) -> std::optional<double> {
        return statistics::expectedCalibrationError(
            statistics::calibrationBins(scores, truths, options.bins, statistics::Binning::equalWidth));
      },
      options);
  if (const auto fit = statistics::calibrationFit(known.scores, known.truths)) found.calibration = *fit;
  if (!threshold) return found;
  found.threshold = threshold;
  found.confusion = statistics::confusionAt(known.scores, known.truths, *threshold);
  const auto at = [&](std::optional<double> (Confusion::*figure)() const) {
    return judged(
        known,
        [&](const auto& scores, const auto& truths) {
          return (statistics::confusionAt(scores, truths, *threshold).*figure)();
        },
        options);
  };
  found.sensitivity = at(&Confusion::sensitivity);
  found.specificity = at(&Confusion::specificity);
  found.f1 = at(&Confusion::f1);
  return found;
}

}  // namespace

base::Result<ClassifierEvaluation> evaluateClassifier(const std::vector<JudgedRow>& rows,
                                                      const std::vector<std::string>& targets,
                                                      const std::vector<std::optional<double>>& thresholds,
                                                      const EvaluationOptions& options) {
  if (rows.empty())
    return base::fail(base::ErrorCode::argumentInvalid, "There is no radiograph to judge the scores by.");
  ClassifierEvaluation evaluation{.rows = rows.size(), .options = options};
  std::set<std::string> patients;
  for (const JudgedRow& row : rows) patients.insert(row.patient);
  evaluation.patients = patients.size();
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const Known known = knownRows(rows, t);
    auto found = judgeTarget(known, t < thresholds.size() ? thresholds[t] : std::nullopt, options);
    found.target = targets[t];
    found.unknown = rows.size() - known.truths.size();
    evaluation.targets.push_back(std::move(found));
  }
  return evaluation;
}

}  // namespace chexgen::downstream
