#include "core/engine/evaluation/learned_gates.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/number_text.h"
#include "core/base/sha256.h"
#include "core/cohort/reference.h"
#include "core/engine/checkpoint/load_weights.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/evaluation/picture_encoder.h"
#include "core/engine/evaluation/picture_features.h"
#include "core/engine/evaluation/ridge_classifier.h"
#include "core/imaging/radiograph.h"
#include "core/statistics/roc.h"
#include "core/training/data_table.h"
#include "core/weights/safetensors.h"

namespace chexgen::engine {
namespace {

using base::ErrorCode;
using base::Result;
using cohort::GateResult;
namespace fs = std::filesystem;

std::string shortNumber(double value) { return base::fixedText(value, 2); }

// What is computed of a set of real radiographs, a row for each; undefined where the check is not asked for.
struct RealFeatures {
  PictureFeatures spaces;  // in which copies are looked for
  Tensor appearance;       // from which labels are told
};

// The real radiographs of one split.
struct RealSet {
  std::vector<const training::TableRow*> rows;
  RealFeatures features;
};

struct Reference {
  training::DataTable table;
  RealSet train, heldOut;
};

// Without an encoder copies are not looked for.
using Encoder = std::optional<PictureEncoder>;

Result<RealFeatures> readAll(const Encoder& encoder, bool labels,
                             const std::vector<const training::TableRow*>& rows,
                             const std::function<Result<void>()>& betweenPictures,
                             imaging::RemarkTally& remarks) {
  std::vector<PictureFeatures> spaces;
  std::vector<Tensor> appearance;
  for (const training::TableRow* row : rows) {
    if (betweenPictures) CHEXGEN_TRY(betweenPictures());
    CHEXGEN_ASSIGN(const imaging::Image8 picture, imaging::readRadiograph(row->image, remarks));
    if (encoder) {
      CHEXGEN_ASSIGN(const imaging::Image8 square, encoder->prepare(picture));
      CHEXGEN_ASSIGN(PictureFeatures one, featuresOf(*encoder, square));
      spaces.push_back(std::move(one));
    }
    if (labels) {
      CHEXGEN_ASSIGN(Tensor numbers, appearanceTensor(picture));
      appearance.push_back(std::move(numbers));
    }
  }
  return RealFeatures{.spaces = encoder ? stacked(spaces) : PictureFeatures(),
                      .appearance = labels ? at::stack(appearance) : Tensor()};
}

// The tensors of a set under the names that they are kept by.
WeightMap named(const std::string& split, const RealFeatures& features) {
  WeightMap tensors;
  for (std::size_t space = 0; space < spaceNames.size(); ++space)
    if (features.spaces[space].defined())
      tensors[split + "." + spaceNames[space]] = features.spaces[space].to(at::kFloat).contiguous();
  if (features.appearance.defined()) tensors[split + ".appearance"] = features.appearance;
  return tensors;
}

// What an earlier run kept; nothing when there is none that fits.
std::optional<RealFeatures> kept(const weights::TensorStore& store, const std::string& split,
                                 std::size_t rows, const cohort::GateSettings& wanted) {
  const auto find = [&](const std::string& what) -> Tensor {
    const auto found = store.tensors.find(split + "." + what);
    if (found == store.tensors.end()) return {};
    const Tensor tensor = asTensor(found->second);
    return tensor.size(0) == static_cast<std::int64_t>(rows) ? tensor.clone() : Tensor();
  };
  RealFeatures features{.spaces = {}, .appearance = find("appearance")};
  bool whole = !wanted.labels || features.appearance.defined();
  for (std::size_t space = 0; space < spaceNames.size(); ++space) {
    features.spaces[space] = find(spaceNames[space]);
    whole = whole && (!wanted.memorisation || features.spaces[space].defined());
  }
  return whole ? std::optional(std::move(features)) : std::nullopt;
}

Result<Reference> readReference(const cohort::Cohort& cohort, const Encoder& encoder,
                                const std::function<Result<void>()>& betweenPictures,
                                const TellRemarks& tellRemarks) {
  const cohort::GateSettings& wanted = cohort.plan.gates;
  Reference reference;
  CHEXGEN_ASSIGN(reference.table, training::readTable(cohort.plan.gates.reference));
  reference.train.rows = cohort::referenceRows(reference.table, false);
  reference.heldOut.rows = cohort::referenceRows(reference.table, true);
  if (reference.train.rows.size() < 2 || reference.heldOut.rows.size() < 2)
    return base::fail(
        ErrorCode::argumentInvalid, "Two real radiographs at least are needed of both splits, train and val.",
        reference.table.file, "Every radiograph made so far is kept.", "Give the table a column split.");
  const std::string key = base::sha256(reference.table.sha256 + cohort.plan.modelSha256).substr(0, 12);
  const fs::path file = cohort.files.folder / ("reference-" + key + ".safetensors");
  if (const auto store = weights::openSafetensors(file)) {
    auto train = kept(*store, "train", reference.train.rows.size(), wanted);
    auto heldOut = kept(*store, "val", reference.heldOut.rows.size(), wanted);
    if (train && heldOut) {
      reference.train.features = std::move(*train);
      reference.heldOut.features = std::move(*heldOut);
      return reference;
    }
  }
  imaging::RemarkTally remarks;
  CHEXGEN_ASSIGN(reference.train.features,
                 readAll(encoder, wanted.labels, reference.train.rows, betweenPictures, remarks));
  CHEXGEN_ASSIGN(reference.heldOut.features,
                 readAll(encoder, wanted.labels, reference.heldOut.rows, betweenPictures, remarks));
  if (tellRemarks) CHEXGEN_TRY(tellRemarks(remarks.lines()));
  WeightMap tensors = named("train", reference.train.features);
  tensors.merge(named("val", reference.heldOut.features));
  CHEXGEN_TRY(saveWeights(file, tensors));
  return reference;
}

// ---- labels ----

// Scores and truths of one set.
struct Scored {
  std::vector<double> scores;
  std::vector<std::uint8_t> truths;
  [[nodiscard]] std::vector<double> of(bool positive) const {
    std::vector<double> found;
    for (std::size_t i = 0; i < scores.size(); ++i)
      if ((truths[i] != 0) == positive) found.push_back(scores[i]);
    std::sort(found.begin(), found.end());
    return found;
  }
};

double quantileOf(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

struct LabelRule {
  std::string finding;
  std::optional<RidgeClassifier> classifier;
  double leastWith = 0, mostWithout = 0;
  std::string whyNot;
};

// The rows of what was computed of all, those that have an answer.
Tensor chosenRows(const Tensor& all, const std::vector<std::size_t>& rows) {
  const Tensor positions = at::empty({static_cast<std::int64_t>(rows.size())}, at::kLong);
  for (std::size_t i = 0; i < rows.size(); ++i)
    positions[static_cast<std::int64_t>(i)].fill_(static_cast<std::int64_t>(rows[i]));
  return all.index_select(0, positions);
}

LabelRule learnLabel(const std::string& finding, const Reference& reference,
                     const cohort::GateSettings& settings) {
  LabelRule rule{.finding = finding};
  const cohort::FindingTruths learned = cohort::truthsOf(reference.train.rows, finding, settings.labelRules);
  const cohort::FindingTruths tested = cohort::truthsOf(reference.heldOut.rows, finding, settings.labelRules);
  if (!cohort::areEnough(learned) || !cohort::areEnough(tested)) {
    rule.whyNot = "too few real radiographs with or without " + finding;
    const training::Unanswered left{.uncertain = learned.left.uncertain + tested.left.uncertain,
                                    .blank = learned.left.blank + tested.left.blank};
    if (left.all() > 0) rule.whyNot += " (left out: " + training::inWords(left) + ")";
    return rule;
  }
  const Tensor positive = at::zeros({static_cast<std::int64_t>(learned.shows.size())}, at::kBool);
  for (std::size_t i = 0; i < learned.shows.size(); ++i)
    if (learned.shows[i] != 0) positive[static_cast<std::int64_t>(i)].fill_(true);
  rule.classifier.emplace(chosenRows(reference.train.features.appearance, learned.rows), positive);
  Scored heldOut{.scores = {}, .truths = tested.shows};
  const Tensor scores =
      rule.classifier->scores(chosenRows(reference.heldOut.features.appearance, tested.rows)).contiguous();
  heldOut.scores.assign(scores.data_ptr<double>(), scores.data_ptr<double>() + scores.numel());
  const auto area = statistics::areaUnderRoc(heldOut.scores, heldOut.truths);
  if (!area || area->interval.low <= 0.5) {
    rule.whyNot = "the classifier cannot tell " + finding +
                  (area ? " (held-out area " + shortNumber(area->value) + ", from " +
                              shortNumber(area->interval.low) + ")"
                        : "");
    rule.classifier.reset();
    return rule;
  }
  rule.leastWith = quantileOf(heldOut.of(true), settings.labelShare);
  rule.mostWithout = quantileOf(heldOut.of(false), 1 - settings.labelShare);
  return rule;
}

class ModelGates : public cohort::LearnedGates {
 public:
  ModelGates(const cohort::Cohort& cohort, Encoder encoder, Reference reference)
      : settings_(cohort.plan.gates), encoder_(std::move(encoder)), reference_(std::move(reference)) {
    const c10::InferenceMode inference;
    if (settings_.memorisation)
      for (std::size_t space = 0; space < spaceNames.size(); ++space) {
        floor_[space] = 1;
        for (const Nearest& one :
             nearestOf(reference_.heldOut.features.spaces[space], reference_.train.features.spaces[space]))
          floor_[space] = std::min(floor_[space], one.ratio);
      }
    if (!settings_.labels) return;
    std::set<std::string> findings;
    for (const cohort::Stratum& stratum : cohort.plan.strata)
      for (const text::FindingFact& fact : stratum.findings) findings.insert(fact.finding);
    for (const std::string& finding : findings) labels_.push_back(learnLabel(finding, reference_, settings_));
  }

  Result<std::vector<GateResult>> judge(const cohort::Case& one, const imaging::Image8& radiograph) override {
    const c10::InferenceMode inference;
    std::vector<GateResult> results;
    if (settings_.memorisation) {
      CHEXGEN_ASSIGN(const imaging::Image8 square, encoder_->prepare(radiograph));
      CHEXGEN_ASSIGN(const PictureFeatures features, featuresOf(*encoder_, square));
      results.push_back(judgeCopy(features));
    }
    if (settings_.labels) {
      CHEXGEN_ASSIGN(const Tensor appearance, appearanceTensor(radiograph));
      results.push_back(judgeLabels(one, appearance));
    }
    return results;
  }

 private:
  [[nodiscard]] GateResult judgeCopy(const PictureFeatures& features) const {
    GateResult result{.gate = "memorisation", .value = 2, .limit = 1};
    for (std::size_t space = 0; space < spaceNames.size(); ++space) {
      const Nearest nearest =
          nearestOf(features[space].unsqueeze(0), reference_.train.features.spaces[space]).front();
      const double against = floor_[space] > 0 ? nearest.ratio / floor_[space] : nearest.ratio;
      if (against >= result.value) continue;
      result.value = against;
      result.other = reference_.train.rows[nearest.index]->image.string();
      result.note = std::string("In ") + spaceNames[space] +
                    " it is nearer to one training radiograph than any held-out one is.";
    }
    result.passed = result.value >= result.limit;
    if (result.passed) result.note.clear();
    return result;
  }

  [[nodiscard]] GateResult judgeLabels(const cohort::Case& one, const Tensor& appearance) const {
    GateResult result{.gate = "labels"};
    std::string skipped;
    for (const LabelRule& rule : labels_) {
      if (!rule.classifier) {
        skipped.append(skipped.empty() ? "Not checked: " : "; ").append(rule.whyNot);
        result.skipped.push_back(rule.finding);
        continue;
      }
      const double score = rule.classifier->scores(appearance.unsqueeze(0)).item<double>();
      const bool has =
          std::any_of(one.subject.findings.begin(), one.subject.findings.end(),
                      [&](const text::FindingFact& fact) { return fact.finding == rule.finding; });
      if (has ? score >= rule.leastWith : score <= rule.mostWithout) continue;
      result.passed = false;
      result.value = score;
      result.limit = has ? rule.leastWith : rule.mostWithout;
      result.note = has ? "The classifier sees no " + rule.finding + ", which the case has."
                        : "The classifier sees " + rule.finding + ", which the case has not.";
      return result;
    }
    result.note = skipped;
    return result;
  }

  cohort::GateSettings settings_;
  Encoder encoder_;
  Reference reference_;
  std::array<double, spaceNames.size()> floor_{};
  std::vector<LabelRule> labels_;
};

}  // namespace

Result<std::unique_ptr<cohort::LearnedGates>> openLearnedGates(
    const cohort::Cohort& cohort, const fs::path& model, const jobs::ModelOptions& options,
    const std::function<Result<void>()>& betweenPictures, const TellRemarks& tellRemarks) {
  if (!cohort.plan.gates.labels && !cohort.plan.gates.memorisation)
    return std::unique_ptr<cohort::LearnedGates>();
  const c10::InferenceMode inference;
  Encoder encoder;
  if (cohort.plan.gates.memorisation) {
    CHEXGEN_ASSIGN(
        encoder,
        PictureEncoder::open(model, options, {.cancel = {}, .onBytes = [&](std::uint64_t, std::uint64_t) {
                                                return betweenPictures ? betweenPictures() : Result<void>();
                                              }}));
  }
  CHEXGEN_ASSIGN(Reference reference, readReference(cohort, encoder, betweenPictures, tellRemarks));
  return std::unique_ptr<cohort::LearnedGates>(
      std::make_unique<ModelGates>(cohort, std::move(encoder), std::move(reference)));
}

}  // namespace chexgen::engine
