#include "core/engine/evaluation/learned_gates.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/base/sha256.h"
#include "core/engine/checkpoint/load_weights.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/evaluation/picture_encoder.h"
#include "core/engine/evaluation/picture_features.h"
#include "core/engine/evaluation/ridge_classifier.h"
#include "core/statistics/roc.h"
#include "core/training/data_table.h"
#include "core/weights/tensor_store.h"

namespace chexgen::engine {
namespace {

using base::ErrorCode;
using base::Result;
using cohort::GateResult;
namespace fs = std::filesystem;

constexpr std::size_t leastOfBothKinds = 8;

std::string shortNumber(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

// The real radiographs of one split.
struct RealSet {
  std::vector<const training::TableRow*> rows;
  PictureFeatures features;
};

struct Reference {
  training::DataTable table;
  RealSet train, heldOut;
};

std::vector<const training::TableRow*> rowsOf(const training::DataTable& table, bool heldOut) {
  std::vector<const training::TableRow*> rows;
  for (const training::TableRow& row : table.rows) {
    const bool isHeldOut = row.split == training::Split::validation;
    const bool isTrain = row.split == training::Split::train || row.split == training::Split::none;
    if (heldOut ? isHeldOut : isTrain) rows.push_back(&row);
  }
  return rows;
}

Result<PictureFeatures> readAll(const PictureEncoder& encoder,
                                const std::vector<const training::TableRow*>& rows,
                                const std::function<Result<void>()>& betweenPictures) {
  std::vector<PictureFeatures> all;
  for (const training::TableRow* row : rows) {
    if (betweenPictures) CHEXGEN_TRY(betweenPictures());
    CHEXGEN_ASSIGN(const imaging::Image8 square, encoder.read(row->image));
    CHEXGEN_ASSIGN(PictureFeatures one, featuresOf(encoder, square));
    all.push_back(std::move(one));
  }
  return stacked(all);
}

std::string keyFor(const char* split, std::size_t space) {
  return std::string(split) + "." + spaceNames[space];
}

// What an earlier run kept; nothing when there is none that fits.
std::optional<std::pair<PictureFeatures, PictureFeatures>> kept(const fs::path& file, std::size_t train,
                                                                std::size_t heldOut) {
  const auto store = weights::openTensors(file);
  if (!store) return std::nullopt;
  std::pair<PictureFeatures, PictureFeatures> found;
  for (std::size_t space = 0; space < spaceNames.size(); ++space) {
    const auto a = store->tensors.find(keyFor("train", space)), b = store->tensors.find(keyFor("val", space));
    if (a == store->tensors.end() || b == store->tensors.end()) return std::nullopt;
    found.first[space] = asTensor(a->second).clone();
    found.second[space] = asTensor(b->second).clone();
    if (found.first[space].size(0) != static_cast<std::int64_t>(train) ||
        found.second[space].size(0) != static_cast<std::int64_t>(heldOut))
      return std::nullopt;
  }
  return found;
}

Result<Reference> readReference(const cohort::Cohort& cohort, const PictureEncoder& encoder,
                                const std::function<Result<void>()>& betweenPictures) {
  Reference reference;
  CHEXGEN_ASSIGN(reference.table, training::readTable(cohort.plan.gates.reference));
  reference.train.rows = rowsOf(reference.table, false);
  reference.heldOut.rows = rowsOf(reference.table, true);
  if (reference.train.rows.size() < 2 || reference.heldOut.rows.size() < 2)
    return base::fail(
        ErrorCode::argumentInvalid, "Two real radiographs at least are needed of both splits, train and val.",
        reference.table.file, "Every radiograph made so far is kept.", "Give the table a column split.");
  const std::string key = base::sha256(reference.table.sha256 + cohort.plan.modelSha256).substr(0, 12);
  const fs::path file = cohort.files.folder / ("reference-" + key + ".safetensors");
  if (auto known = kept(file, reference.train.rows.size(), reference.heldOut.rows.size())) {
    reference.train.features = known->first;
    reference.heldOut.features = known->second;
    return reference;
  }
  CHEXGEN_ASSIGN(reference.train.features, readAll(encoder, reference.train.rows, betweenPictures));
  CHEXGEN_ASSIGN(reference.heldOut.features, readAll(encoder, reference.heldOut.rows, betweenPictures));
  WeightMap tensors;
  for (std::size_t space = 0; space < spaceNames.size(); ++space) {
    tensors[keyFor("train", space)] = reference.train.features[space].to(at::kFloat).contiguous();
    tensors[keyFor("val", space)] = reference.heldOut.features[space].to(at::kFloat).contiguous();
  }
  CHEXGEN_TRY(saveWeights(file, tensors));
  return reference;
}

// ---- labels ----

constexpr auto latentSpace = static_cast<std::size_t>(Space::latent);

bool hasFinding(const training::TableRow& row, const std::string& finding) {
  return std::any_of(row.labels.begin(), row.labels.end(), [&](const std::string& label) {
    const auto facts = cohort::parseFindings(label);
    return facts && !facts->empty() && facts->front().finding == finding;
  });
}

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

LabelRule learnLabel(const std::string& finding, const Reference& reference, double share) {
  LabelRule rule{.finding = finding};
  const auto truthsOf = [&](const RealSet& set) {
    std::vector<std::uint8_t> truths;
    for (const training::TableRow* row : set.rows) truths.push_back(hasFinding(*row, finding) ? 1 : 0);
    return truths;
  };
  const auto enough = [](const std::vector<std::uint8_t>& truths) {
    const auto with = static_cast<std::size_t>(std::count(truths.begin(), truths.end(), 1));
    return with >= leastOfBothKinds && truths.size() - with >= leastOfBothKinds;
  };
  const auto learned = truthsOf(reference.train);
  Scored heldOut{.scores = {}, .truths = truthsOf(reference.heldOut)};
  if (!enough(learned) || !enough(heldOut.truths)) {
    rule.whyNot = "too few real radiographs with or without " + finding;
    return rule;
  }
  const Tensor positive = at::zeros({static_cast<std::int64_t>(learned.size())}, at::kBool);
  for (std::size_t i = 0; i < learned.size(); ++i)
    if (learned[i] != 0) positive[static_cast<std::int64_t>(i)].fill_(true);
  rule.classifier.emplace(reference.train.features[latentSpace], positive);
  const Tensor scores = rule.classifier->scores(reference.heldOut.features[latentSpace]).contiguous();
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
  rule.leastWith = quantileOf(heldOut.of(true), share);
  rule.mostWithout = quantileOf(heldOut.of(false), 1 - share);
  return rule;
}

class ModelGates : public cohort::LearnedGates {
 public:
  ModelGates(const cohort::Cohort& cohort, PictureEncoder encoder, Reference reference)
      : settings_(cohort.plan.gates), encoder_(std::move(encoder)), reference_(std::move(reference)) {
    const c10::InferenceMode inference;
    if (settings_.memorisation)
      for (std::size_t space = 0; space < spaceNames.size(); ++space) {
        floor_[space] = 1;
        for (const Nearest& one :
             nearestOf(reference_.heldOut.features[space], reference_.train.features[space]))
          floor_[space] = std::min(floor_[space], one.ratio);
      }
    if (!settings_.labels) return;
    std::set<std::string> findings;
    for (const cohort::Stratum& stratum : cohort.plan.strata)
      for (const text::FindingFact& fact : stratum.findings) findings.insert(fact.finding);
    for (const std::string& finding : findings)
      labels_.push_back(learnLabel(finding, reference_, settings_.labelShare));
  }

  Result<std::vector<GateResult>> judge(const cohort::Case& one, const imaging::Image8& radiograph) override {
    const c10::InferenceMode inference;
    CHEXGEN_ASSIGN(const imaging::Image8 square, encoder_.prepare(radiograph));
    CHEXGEN_ASSIGN(const PictureFeatures features, featuresOf(encoder_, square));
    std::vector<GateResult> results;
    if (settings_.memorisation) results.push_back(judgeCopy(features));
    if (settings_.labels) results.push_back(judgeLabels(one, features[latentSpace]));
    return results;
  }

 private:
  [[nodiscard]] GateResult judgeCopy(const PictureFeatures& features) const {
    GateResult result{.gate = "memorisation", .value = 2, .limit = 1};
    for (std::size_t space = 0; space < spaceNames.size(); ++space) {
      const Nearest nearest =
          nearestOf(features[space].unsqueeze(0), reference_.train.features[space]).front();
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

  [[nodiscard]] GateResult judgeLabels(const cohort::Case& one, const Tensor& latent) const {
    GateResult result{.gate = "labels"};
    std::string skipped;
    for (const LabelRule& rule : labels_) {
      if (!rule.classifier) {
        skipped.append(skipped.empty() ? "Not checked: " : "; ").append(rule.whyNot);
        continue;
      }
      const double score = rule.classifier->scores(latent.unsqueeze(0)).item<double>();
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
  PictureEncoder encoder_;
  Reference reference_;
  std::array<double, spaceNames.size()> floor_{};
  std::vector<LabelRule> labels_;
};

}  // namespace

Result<std::unique_ptr<cohort::LearnedGates>> openLearnedGates(
    const cohort::Cohort& cohort, const fs::path& model, const jobs::ModelOptions& options,
    const std::function<Result<void>()>& betweenPictures) {
  if (!cohort.plan.gates.labels && !cohort.plan.gates.memorisation)
    return std::unique_ptr<cohort::LearnedGates>();
  const c10::InferenceMode inference;
  CHEXGEN_ASSIGN(PictureEncoder encoder, PictureEncoder::open(model, options));
  CHEXGEN_ASSIGN(Reference reference, readReference(cohort, encoder, betweenPictures));
  return std::unique_ptr<cohort::LearnedGates>(
      std::make_unique<ModelGates>(cohort, std::move(encoder), std::move(reference)));
}

}  // namespace chexgen::engine
