#include "core/engine/evaluation/attribute_probe.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "core/engine/evaluation/picture_features.h"
#include "core/engine/evaluation/ridge_classifier.h"
#include "core/imaging/radiograph.h"

namespace chexgen::engine {
namespace {

struct CaseFeatures {
  Tensor appearance;  // [N, D]
  std::vector<std::uint8_t> truths;
};

base::Result<void> checkBothKinds(const std::vector<AttributeCase>& cases, const std::string& what) {
  const auto positives =
      std::count_if(cases.begin(), cases.end(), [](const AttributeCase& one) { return one.positive; });
  const auto negatives = static_cast<std::ptrdiff_t>(cases.size()) - positives;
  if (positives >= 2 && negatives >= 2) return {};
  return base::fail(base::ErrorCode::argumentInvalid,
                    "Of the " + what + " radiographs " + std::to_string(positives) +
                        " have the attribute and " + std::to_string(negatives) +
                        " do not; at least two of both are needed.");
}

base::Result<CaseFeatures> readCases(const std::vector<AttributeCase>& cases, imaging::RemarkTally& remarks,
                                     const base::CancelToken& cancel) {
  std::vector<Tensor> rows;
  CaseFeatures features;
  for (const AttributeCase& one : cases) {
    if (cancel.isCancelled()) return base::fail(base::ErrorCode::cancelled, "The measurement was cancelled.");
    CHEXGEN_ASSIGN(const imaging::Image8 picture, imaging::readRadiograph(one.image, remarks));
    CHEXGEN_ASSIGN(Tensor row, appearanceTensor(picture));
    rows.push_back(std::move(row));
    features.truths.push_back(one.positive ? 1 : 0);
  }
  features.appearance = at::stack(rows);
  return features;
}

base::Result<statistics::Auc> aucOf(const RidgeClassifier& classifier, const CaseFeatures& cases) {
  const Tensor scores = classifier.scores(cases.appearance).contiguous();
  return statistics::areaUnderRoc({scores.data_ptr<double>(), static_cast<std::size_t>(scores.numel())},
                                  cases.truths);
}

base::OrderedJson toJson(const statistics::Auc& auc) {
  return {{"auc", auc.value},
          {"interval_95", {auc.interval.low, auc.interval.high}},
          {"positives", auc.positives},
          {"negatives", auc.negatives}};
}

}  // namespace

base::OrderedJson toJson(const AttributeReport& report) {
  return {{"training", {{"positives", report.trainingPositives}, {"negatives", report.trainingNegatives}}},
          {"ridge", report.ridge},
          {"held_out", toJson(report.heldOut)},
          {"generated", toJson(report.generated)},
          {"remarks", report.remarks.lines()}};
}

base::Result<AttributeReport> measureAttribute(const AttributeSets& sets, const base::CancelToken& cancel) {
  const c10::InferenceMode inference;
  CHEXGEN_TRY(checkBothKinds(sets.training, "real training"));
  CHEXGEN_TRY(checkBothKinds(sets.heldOut, "real held-out"));
  CHEXGEN_TRY(checkBothKinds(sets.generated, "generated"));
  imaging::RemarkTally remarks;
  CHEXGEN_ASSIGN(const CaseFeatures training, readCases(sets.training, remarks, cancel));
  CHEXGEN_ASSIGN(const CaseFeatures heldOut, readCases(sets.heldOut, remarks, cancel));
  CHEXGEN_ASSIGN(const CaseFeatures generated, readCases(sets.generated, remarks, cancel));

  const Tensor positive = at::zeros({training.appearance.size(0)}, at::kBool);
  for (std::size_t i = 0; i < training.truths.size(); ++i)
    if (training.truths[i]) positive[static_cast<std::int64_t>(i)].fill_(true);
  const RidgeClassifier classifier(training.appearance, positive);
  AttributeReport report{.ridge = classifier.ridge()};
  report.remarks = std::move(remarks);
  report.trainingPositives = static_cast<std::size_t>(positive.sum().item<std::int64_t>());
  report.trainingNegatives = training.truths.size() - report.trainingPositives;
  CHEXGEN_ASSIGN(report.heldOut, aucOf(classifier, heldOut));
  CHEXGEN_ASSIGN(report.generated, aucOf(classifier, generated));
  return report;
}

}  // namespace chexgen::engine
