// Classifiers beside torchvision and TorchXRayVision: keys, forward passes, training steps, losses.
#include <algorithm>
#include <cmath>
#include <ostream>
#include <vector>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "core/downstream/classifier_weights.h"
#include "core/downstream/xrv.h"
#include "core/engine/downstream/classifier.h"
#include "core/engine/training/parameters.h"
#include "core/engine/training/sgd.h"
#include "tests/engine/formula_weights.h"
#include "tests/engine/golden_tensors.h"
#include "tests/support/golden.h"

namespace chexgen::engine {
namespace {

using downstream::ClassifierArchitecture;
using downstream::ClassifierFamily;
using tests::formulaWeights;
using tests::readGoldenJson;

struct GoldenModel {
  std::string name;
  ClassifierFamily family;
};
void PrintTo(const GoldenModel& model, std::ostream* out) { *out << model.name; }

const std::vector<GoldenModel>& models() {
  static const std::vector<GoldenModel> all{{"resnet18", ClassifierFamily::resnet18},
                                            {"resnet50", ClassifierFamily::resnet50},
                                            {"densenet121", ClassifierFamily::densenet121},
                                            {"xrv_densenet", ClassifierFamily::densenet121}};
  return all;
}

ClassifierArchitecture architectureOf(const GoldenModel& model, const base::Json& facts) {
  return {.family = model.family, .channels = facts.at("channels"), .outputs = facts.at("classes")};
}

// The largest difference over the largest expected value.
double worst(const Tensor& actual, const Tensor& expected) {
  if (actual.sizes() != expected.sizes()) return std::numeric_limits<double>::infinity();
  const Tensor wanted = expected.to(at::kDouble);
  return ((actual.to(at::kDouble) - wanted).abs().max() / wanted.abs().max()).item<double>();
}

class ClassifierGolden : public testing::TestWithParam<GoldenModel> {
 protected:
  void SetUp() override {
    at::set_num_threads(1);  // as the golden set was made
    CHEXGEN_GOLDEN2_OR_SKIP(folder, "classifier");
    folder_ = folder;
    case_ = readGoldenJson(folder / "case.json");
    facts_ = case_.at("models").at(GetParam().name);
    inputs_ = tests::readTensors(folder / "inputs.safetensors");
    expected_ = tests::readTensors(folder / "expected.safetensors");
    architecture_ = architectureOf(GetParam(), facts_);
  }

  WeightMap initial() const {
    return formulaWeights(downstream::expectedTensors(architecture_), facts_.at("gain"));
  }
  const Tensor& expected(const std::string& what) const { return expected_.at(GetParam().name + "." + what); }
  const char* picture() const { return architecture_.channels == 1 ? "grey" : "rgb"; }

  std::filesystem::path folder_;
  base::Json case_, facts_;
  WeightMap inputs_, expected_;
  ClassifierArchitecture architecture_;
};

TEST_P(ClassifierGolden, KeysAndShapesAreTorchvisions) {
  const auto golden = tests::keyList(readGoldenJson(folder_ / ("keys-" + GetParam().name + ".json")));
  std::map<std::string, std::vector<std::int64_t>> ours;
  for (const auto& tensor : downstream::expectedTensors(architecture_)) ours[tensor.key] = tensor.shape;
  EXPECT_EQ(ours, golden);

  weights::TensorStore store;
  for (const auto& [key, shape] : golden) store.tensors[key] = {.shape = shape};
  const auto told = downstream::architectureOf(store);
  ASSERT_TRUE(told) << base::describe(told.error());
  EXPECT_EQ(*told, architecture_);
}

TEST_P(ClassifierGolden, ForwardPassAgrees) {
  const c10::InferenceMode inference;
  const Classifier network(architecture_, initial());
  const ClassifierOutput found =
      network(inputs_.at(std::string("eval.") + picture()), NetworkMode::evaluation);
  const double tolerance = facts_.at("tolerance").at("logits_pooled");
  EXPECT_LT(worst(found.logits, expected("logits")), tolerance);
  EXPECT_LT(worst(found.pooled, expected("pooled")), tolerance);
  EXPECT_EQ(found.pooled.size(1), downstream::featuresOf(architecture_));
  if (GetParam().name != "xrv_densenet") return;
  EXPECT_LT(worst(at::sigmoid(found.logits), expected("sigmoid")), tolerance);
  const Tensor thresholds = expected_.at("op_threshs");
  const Tensor scores = at::sigmoid(found.logits).to(at::kDouble);
  for (std::int64_t row = 0; row < scores.size(0); ++row)
    for (std::int64_t i = 0; i < scores.size(1); ++i)
      EXPECT_NEAR(
          downstream::normalisedByThreshold(scores[row][i].item<double>(), thresholds[i].item<float>()),
          expected("op_norm")[row][i].item<double>(), 1e-5);
}

// Of one entry after the steps, as the golden file sums it up.
struct Sums {
  double sum = 0, squares = 0;
};
Sums sumsOf(const Tensor& tensor) {
  const Tensor values = tensor.detach().to(at::kDouble);
  return {values.sum().item<double>(), values.square().sum().item<double>()};
}

struct Deviations {
  std::vector<double> sum, sumsq, dsum, dsumsq;
};

void expectWithin(std::vector<double> found, const base::Json& tolerance, const std::string& what) {
  std::sort(found.begin(), found.end());
  EXPECT_LT(found.back(), tolerance.at(what).get<double>()) << what;
  EXPECT_LT(found[found.size() / 2], tolerance.at(what + "_median").get<double>()) << "median of " << what;
}

TEST_P(ClassifierGolden, ThreeTrainingStepsAgree) {
  WeightMap weights = initial();
  if (const base::Json& damping = facts_.at("train_damping"); !damping.is_null())
    for (auto& [key, weight] : weights)
      if (key.ends_with(damping.at("key_ends_with").get<std::string>()))
        weight.mul_(damping.at("factor").get<float>());
  WeightMap before, learned;
  for (auto& [key, weight] : weights) {
    before[key] = weight.clone();
    if (!key.ends_with("running_mean") && !key.ends_with("running_var") && weight.is_floating_point())
      learned[key] = weight.requires_grad_(true);
  }
  const base::Json& train = case_.at("train");
  Sgd optimiser(learned, {.momentum = train.at("momentum"), .weightDecay = train.at("weight_decay")});
  const Classifier network(architecture_, weights);
  const base::Json golden = readGoldenJson(folder_ / (GetParam().name + ".steps.json"));
  const Tensor labels = inputs_.at("train.labels");
  // The grey networks learn from the first plane.
  const Tensor pictures = inputs_.at("train.rgb").narrow(2, 0, architecture_.channels);
  for (std::int64_t step = 0; step < train.at("steps").get<std::int64_t>(); ++step) {
    optimiser.clearGradients();
    const Tensor logits = network(pictures[step], NetworkMode::training).logits;
    const Tensor loss = maskedBinaryLoss(logits, labels[step].narrow(1, 0, architecture_.outputs));
    const double wanted = golden.at("losses")[static_cast<std::size_t>(step)];
    EXPECT_NEAR(loss.item<double>() / wanted, 1.0, facts_.at("tolerance").at("loss").get<double>());
    loss.backward();
    optimiser.step(facts_.at("lr"));
  }

  Deviations found;
  for (const auto& [key, wanted] : golden.at("checksums").items()) {
    const base::Json& sums = wanted;
    const Tensor& weight = weights.at(key);
    if (sums.contains("value")) {
      EXPECT_EQ(weight.item<std::int64_t>(), sums.at("value").get<std::int64_t>()) << key;
      continue;
    }
    const double count = sums.at("numel");
    const auto [sum, squares] = sumsOf(weight);
    const auto [change, changeSquares] =
        sumsOf(weight.detach().to(at::kDouble) - before.at(key).to(at::kDouble));
    const auto entry = [&](const char* name) { return sums.at(name).template get<double>(); };
    found.sum.push_back(std::abs(sum - entry("sum")) / std::sqrt(count * entry("sumsq")));
    found.sumsq.push_back(std::abs(squares / entry("sumsq") - 1));
    found.dsum.push_back(std::abs(change - entry("dsum")) / std::sqrt(count * entry("dsumsq")));
    found.dsumsq.push_back(std::abs(changeSquares / entry("dsumsq") - 1));
  }
  const base::Json& tolerance = facts_.at("tolerance");
  expectWithin(found.sum, tolerance, "sum");
  expectWithin(found.sumsq, tolerance, "sumsq");
  expectWithin(found.dsum, tolerance, "dsum");
  expectWithin(found.dsumsq, tolerance, "dsumsq");
}

INSTANTIATE_TEST_SUITE_P(Models, ClassifierGolden, testing::ValuesIn(models()),
                         [](const auto& model) { return model.param.name; });

TEST(FormulaWeights, AgreeWithTheirKnownAnswers) {
  CHEXGEN_GOLDEN2_OR_SKIP(file, "formula.json");
  const base::Json listed = readGoldenJson(file).at("known_answers");
  for (const base::Json& answer : listed) {
    const std::string key = answer.at("key");
    const auto shape = answer.at("shape").get<std::vector<std::int64_t>>();
    const Tensor values = tests::formulaTensor(key, shape, answer.at("gain")).flatten();
    for (std::size_t i = 0; i < answer.at("index").size(); ++i) {
      const std::int64_t index = answer.at("index")[i];
      EXPECT_EQ(tests::formulaHash(key, static_cast<std::uint64_t>(index)),
                answer.at("h")[i].get<std::uint32_t>());
      EXPECT_FLOAT_EQ(values[index].item<float>(), answer.at("value")[i].get<float>()) << key;
    }
  }
}

TEST(MaskedBinaryLoss, AgreesUnderEachPolicyOfUncertainLabels) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "classifier");
  const WeightMap inputs = tests::readTensors(folder / "inputs.safetensors");
  const base::Json wanted = readGoldenJson(folder / "case.json").at("loss");
  const Tensor logits = inputs.at("loss.logits");
  const Tensor labels = inputs.at("loss.labels");
  const auto expectLoss = [&](const Tensor& resolved, const std::string& policy) {
    const auto near = [&](double loss, const std::string& entry) {
      EXPECT_NEAR(loss, wanted.at(entry).get<double>(), 1e-6) << entry;
    };
    near(maskedBinaryLoss(logits, resolved).item<double>(), policy);
    near(maskedBinaryLoss(logits, resolved, inputs.at("loss.pos_weight")).item<double>(),
         policy + "_pos_weight");
  };
  expectLoss(labels, "ignore");
  expectLoss(at::where(labels < 0, at::ones_like(labels), labels), "ones");
  expectLoss(at::where(labels < 0, at::zeros_like(labels), labels), "zeros");
  EXPECT_EQ(maskedBinaryLoss(logits, at::full_like(labels, -1)).item<double>(), 0.0);
}

TEST(XrvScores, AreReadAtTheirThresholds) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "classifier");
  const WeightMap expected = tests::readTensors(folder / "expected.safetensors");
  const Tensor probabilities = expected.at("op_norm.probabilities");
  const Tensor thresholds = expected.at("op_threshs");
  bool anyMissing = false;
  for (std::int64_t row = 0; row < probabilities.size(0); ++row)
    for (std::int64_t i = 0; i < probabilities.size(1); ++i) {
      const float threshold = thresholds[i].item<float>();
      anyMissing = anyMissing || std::isnan(threshold);
      EXPECT_NEAR(downstream::normalisedByThreshold(probabilities[row][i].item<float>(), threshold),
                  expected.at("op_norm.out")[row][i].item<double>(), 1e-6);
    }
  EXPECT_TRUE(anyMissing);
  const base::Json names = readGoldenJson(folder / "case.json").at("xrv").at("pathologies");
  ASSERT_EQ(names.size(), downstream::xrvFindings.size());
  for (std::size_t i = 0; i < names.size(); ++i)
    EXPECT_EQ(names[i].get<std::string>(), downstream::xrvFindings[i]);
}

downstream::GreyPlane planeOf(const Tensor& tensor) {
  const Tensor plane = tensor.to(at::kFloat).contiguous().view({tensor.size(-2), tensor.size(-1)});
  const auto* data = plane.const_data_ptr<float>();
  return {.width = plane.size(1), .height = plane.size(0), .values = {data, data + plane.numel()}};
}

TEST(XrvPicture, IsNormalisedCroppedAndResized) {
  CHEXGEN_GOLDEN2_OR_SKIP(folder, "features");
  const WeightMap golden = tests::readTensors(folder / "tensors.safetensors");
  const base::Json facts = readGoldenJson(folder / "case.json");
  const auto near = [&](const downstream::GreyPlane& found, const std::string& key, const char* tolerance) {
    const downstream::GreyPlane wanted = planeOf(golden.at(key));
    ASSERT_EQ(found.width, wanted.width) << key;
    ASSERT_EQ(found.height, wanted.height) << key;
    for (std::size_t i = 0; i < wanted.values.size(); ++i)
      ASSERT_NEAR(found.values[i], wanted.values[i], facts.at("tolerance").at(tolerance).get<double>())
          << key;
  };
  for (const auto& [depth, maximum] : facts.at("xrv").at("maximum").items()) {
    const std::string prefix = "xrv." + depth;
    const auto normalised = downstream::xrvNormalised(planeOf(golden.at(prefix + ".image")), maximum);
    ASSERT_TRUE(normalised);
    const auto cropped = downstream::xrvCropped(*normalised);
    if (golden.contains(prefix + ".normalised")) near(*normalised, prefix + ".normalised", "xrv_normalised");
    near(cropped, prefix + ".cropped", "xrv_normalised");
    near(downstream::xrvResized(cropped, facts.at("xrv").at("resized")), prefix + ".resized", "xrv_resized");
    near(downstream::xrvResized(cropped, facts.at("xrv").at("enlarged")), prefix + ".enlarged",
         "xrv_resized");
  }
  EXPECT_FALSE(downstream::xrvNormalised(planeOf(golden.at("xrv.12bit.image")), 255));
}

}  // namespace
}  // namespace chexgen::engine
