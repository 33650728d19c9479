// How well a classifier's scores agree with what a table says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/downstream/label_targets.h"
#include "core/report/document.h"
#include "core/statistics/bootstrap.h"
#include "core/statistics/calibration.h"
#include "core/statistics/classification.h"
#include "core/statistics/roc.h"

namespace chexgen::downstream {

// One radiograph that is scored and labelled.
struct JudgedRow {
  std::string patient;  // rows of one patient are drawn together
  std::vector<double> scores;
  RowLabels labels;
};

struct EvaluationOptions {
  std::size_t bins = 15;     // of the calibration error, of equal width over 0 … 1
  std::size_t draws = 2000;  // of patients
  std::uint64_t seed = 0;
};

// A figure with its interval over patients; no interval where too few patients are there for one.
struct JudgedFigure {
  double value = 0;
  std::optional<statistics::Interval> interval;
};

struct TargetEvaluation {
  std::string target;
  std::size_t positives = 0, negatives = 0, unknown = 0, patients = 0;
  std::string why;                      // a sentence when the area has no value: only one kind of cases
  std::optional<statistics::Auc> area;  // interval by DeLong, which takes images for independent
  std::optional<JudgedFigure> areaByPatient, averagePrecision;
  std::optional<double> threshold;
  statistics::Confusion confusion;  // at the threshold
  std::optional<JudgedFigure> sensitivity, specificity, f1;
  std::optional<JudgedFigure> brier, calibrationError;
  std::optional<statistics::CalibrationFit> calibration;
  std::vector<statistics::RocPoint> curve;
};

struct ClassifierEvaluation {
  std::string subject;  // what was judged, a line for people
  std::string thresholdRule;
  std::size_t rows = 0, patients = 0;
  EvaluationOptions options;
  std::vector<TargetEvaluation> targets;
  std::vector<std::string> remarks;  // a sentence each
};

// `thresholds` by target; empty: none are known. argumentInvalid when there is no row.
[[nodiscard]] base::Result<ClassifierEvaluation> evaluateClassifier(
    const std::vector<JudgedRow>& rows, const std::vector<std::string>& targets,
    const std::vector<std::optional<double>>& thresholds, const EvaluationOptions& options = {});

[[nodiscard]] base::OrderedJson toJson(const ClassifierEvaluation& evaluation);
[[nodiscard]] report::Document documentOf(const ClassifierEvaluation& evaluation);

}  // namespace chexgen::downstream
