// The evaluation of a classifier as JSON and as a report for people.
#include <utility>

#include "core/base/number_text.h"
#include "core/base/version.h"
#include "core/downstream/classifier_evaluation.h"
#include "core/report/charts.h"

namespace chexgen::downstream {
namespace {

using report::Heading;
using report::Paragraph;

base::OrderedJson intervalJson(const statistics::Interval& interval) {
  return base::OrderedJson::array({interval.low, interval.high});
}

base::OrderedJson figureJson(const std::optional<JudgedFigure>& figure) {
  if (!figure) return nullptr;
  return {{"value", figure->value},
          {"interval_by_patient",
           figure->interval ? intervalJson(*figure->interval) : base::OrderedJson(nullptr)}};
}

base::OrderedJson targetJson(const TargetEvaluation& found) {
  base::OrderedJson json{{"target", found.target},       {"positives", found.positives},
                         {"negatives", found.negatives}, {"unknown", found.unknown},
                         {"patients", found.patients},   {"auroc", nullptr}};
  if (!found.why.empty()) json["why_not"] = found.why;
  if (found.area)
    json["auroc"] = {{"value", found.area->value},
                     {"interval_delong", intervalJson(found.area->interval)},
                     {"interval_by_patient", found.areaByPatient && found.areaByPatient->interval
                                                 ? intervalJson(*found.areaByPatient->interval)
                                                 : base::OrderedJson(nullptr)}};
  json["average_precision"] = figureJson(found.averagePrecision);
  json["threshold"] = found.threshold ? base::OrderedJson(*found.threshold) : base::OrderedJson(nullptr);
  if (found.threshold) {
    json["confusion"] = {{"true_positives", found.confusion.truePositives},
                         {"false_positives", found.confusion.falsePositives},
                         {"true_negatives", found.confusion.trueNegatives},
                         {"false_negatives", found.confusion.falseNegatives}};
    json["sensitivity"] = figureJson(found.sensitivity);
    json["specificity"] = figureJson(found.specificity);
    json["f1"] = figureJson(found.f1);
  }
  json["brier"] = figureJson(found.brier);
  json["ece"] = figureJson(found.calibrationError);
  json["calibration"] = nullptr;
  if (found.calibration)
    json["calibration"] = {{"slope", found.calibration->slope},
                           {"intercept", found.calibration->intercept},
                           {"in_the_large", found.calibration->inTheLarge}};
  return json;
}

std::string decimals(double value) { return base::fixedText(value, 3); }

std::string withInterval(double value, const std::optional<statistics::Interval>& interval) {
  if (!interval) return decimals(value);
  return decimals(value) + " (" + decimals(interval->low) + " to " + decimals(interval->high) + ")";
}

std::string cellOf(const std::optional<JudgedFigure>& figure) {
  return figure ? withInterval(figure->value, figure->interval) : "–";
}

report::Table areaTable(const ClassifierEvaluation& evaluation) {
  report::Table table{.caption = "How well the scores tell the kinds apart, with 95 % intervals",
                      .head = {"Target", "With", "Without", "Not known", "AUROC (patients)", "AUROC (DeLong)",
                               "Average precision"}};
  for (const TargetEvaluation& found : evaluation.targets)
    table.rows.push_back({found.target, std::to_string(found.positives), std::to_string(found.negatives),
                          std::to_string(found.unknown), cellOf(found.areaByPatient),
                          found.area ? withInterval(found.area->value, found.area->interval) : "–",
                          cellOf(found.averagePrecision)});
  return table;
}

report::Table thresholdTable(const ClassifierEvaluation& evaluation) {
  report::Table table{.caption = "At the threshold: " + evaluation.thresholdRule,
                      .head = {"Target", "Threshold", "Sensitivity", "Specificity", "F1"}};
  for (const TargetEvaluation& found : evaluation.targets)
    table.rows.push_back({found.target, found.threshold ? decimals(*found.threshold) : "–",
                          cellOf(found.sensitivity), cellOf(found.specificity), cellOf(found.f1)});
  return table;
}

report::Table calibrationTable(const ClassifierEvaluation& evaluation) {
  report::Table table{.caption = "Whether scores mean what they say; calibration error over " +
                                 std::to_string(evaluation.options.bins) + " bins of equal width",
                      .head = {"Target", "Brier", "Calibration error", "Slope", "Intercept"}};
  for (const TargetEvaluation& found : evaluation.targets)
    table.rows.push_back({found.target, cellOf(found.brier), cellOf(found.calibrationError),
                          found.calibration ? decimals(found.calibration->slope) : "–",
                          found.calibration ? decimals(found.calibration->intercept) : "–"});
  return table;
}

}  // namespace

base::OrderedJson toJson(const ClassifierEvaluation& evaluation) {
  base::OrderedJson targets = base::OrderedJson::array();
  for (const TargetEvaluation& found : evaluation.targets) targets.push_back(targetJson(found));
  return {{"program", base::programVersion()},
          {"subject", evaluation.subject},
          {"radiographs", evaluation.rows},
          {"patients", evaluation.patients},
          {"intervals", "95 %; by_patient: percentiles over " + std::to_string(evaluation.options.draws) +
                            " draws of patients with all their radiographs"},
          {"seed", evaluation.options.seed},
          {"ece_bins", std::to_string(evaluation.options.bins) + " of equal width over 0 to 1"},
          {"threshold_rule", evaluation.thresholdRule},
          {"targets", targets},
          {"remarks", evaluation.remarks}};
}

report::Document documentOf(const ClassifierEvaluation& evaluation) {
  report::Document document{.title = "How a network reads radiographs",
                            .subtitle = evaluation.subject,
                            .footer = base::programVersion() + ". For research, not for diagnosis."};
  auto& blocks = document.blocks;
  blocks.push_back(Paragraph{std::to_string(evaluation.rows) + " radiographs of " +
                             std::to_string(evaluation.patients) +
                             " patients. Intervals of 95 % draw patients with all their radiographs, " +
                             std::to_string(evaluation.options.draws) + " times."});
  for (const std::string& remark : evaluation.remarks)
    blocks.push_back(Paragraph{remark, Paragraph::Role::warning});
  for (const TargetEvaluation& found : evaluation.targets)
    if (!found.why.empty())
      blocks.push_back(Paragraph{found.target + ": " + found.why, Paragraph::Role::warning});
  blocks.push_back(Heading{"Discrimination"});
  blocks.push_back(areaTable(evaluation));
  std::vector<report::RocLine> lines;
  for (const TargetEvaluation& found : evaluation.targets) {
    if (found.curve.empty() || lines.size() == 6) continue;  // as many as there are colours
    report::RocLine line{.label = found.target};
    for (const statistics::RocPoint& point : found.curve)
      line.points.emplace_back(point.falsePositives, point.truePositives);
    lines.push_back(std::move(line));
  }
  if (!lines.empty()) blocks.push_back(report::rocChart(lines, "Receiver operating characteristics"));
  blocks.push_back(Heading{"Decisions"});
  blocks.push_back(thresholdTable(evaluation));
  blocks.push_back(Heading{"Calibration"});
  blocks.push_back(calibrationTable(evaluation));
  return document;
}

}  // namespace chexgen::downstream
