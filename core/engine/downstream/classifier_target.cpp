#include "core/engine/downstream/classifier_target.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <c10/core/GradMode.h>

#include "core/engine/downstream/augment.h"
#include "core/engine/downstream/classifier.h"
#include "core/engine/training/parameters.h"
#include "core/engine/training/randomness.h"

namespace chexgen::engine {
namespace {

constexpr double mostBalance = 100.0;
constexpr std::int64_t picturesPerPass = 32;  // where nothing is learned

bool isStatistic(std::string_view key) {
  return key.ends_with(".running_mean") || key.ends_with(".running_var");
}

// [N, size, size] in 0 … 1 → what the network reads.
Tensor networkInput(const Tensor& greys, double mean, double deviation, std::int64_t channels,
                    const Compute& compute) {
  return ((greys - mean) / deviation)
      .unsqueeze(1)
      .expand({-1, channels, -1, -1})
      .to(compute.device, compute.type)
      .contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

Tensor balancingWeights(const Tensor& labels) {
  const Tensor positives = labels.eq(1).sum(0).to(at::kFloat);
  const Tensor negatives = labels.eq(0).sum(0).to(at::kFloat);
  const Tensor weights = (negatives / positives.clamp_min(1)).clamp_max(mostBalance);
  return at::where(at::logical_and(positives > 0, negatives > 0), weights, at::ones_like(weights));
}

ClassifierTarget::ClassifierTarget(const downstream::ClassifierArchitecture& architecture,
                                   const WeightMap& initial, LabelledPictures training,
                                   LabelledPictures validation, ClassifierTargetSettings settings,
                                   const Compute& compute)
    : architecture_(architecture),
      settings_(std::move(settings)),
      compute_(compute),
      training_(std::move(training)),
      validation_(std::move(validation)) {
  WeightMap learned, statistics;
  for (const auto& [key, weight] : initial) {
    if (!weight.is_floating_point()) continue;
    if (isStatistic(key)) {
      statistics[key] = weight.detach().to(compute.device, at::kFloat, false, true);
    } else {
      learned[key] = weight;
    }
  }
  groups_.push_back({.name = "network", .weights = trainable(learned, compute.device), .sgd = settings_.sgd});
  groups_.push_back({.name = "statistics", .weights = statistics, .averaged = false});
}

std::size_t ClassifierTarget::trainingRows() const {
  return static_cast<std::size_t>(training_.pictures.size(0));
}
std::size_t ClassifierTarget::validationRows() const {
  return static_cast<std::size_t>(validation_.pictures.size(0));
}

WeightMap ClassifierTarget::weights() const {
  WeightMap all = groups_[0].weights;
  all.insert(groups_[1].weights.begin(), groups_[1].weights.end());
  return all;
}

Tensor ClassifierTarget::batchOf(std::span<const TrainingSample> batch) const {
  const c10::AutoGradMode noGradient(false);
  std::vector<Tensor> greys;
  for (const TrainingSample& sample : batch) {
    const Tensor picture = training_.pictures[static_cast<std::int64_t>(sample.row)].to(at::kFloat) / 255.0;
    const auto draw = downstream::drawAugmentation(settings_.augment, settings_.seed, sample.position);
    greys.push_back(augmented(picture, draw, settings_.augment.elastic, settings_.seed, sample.position));
  }
  return networkInput(at::stack(greys), settings_.mean, settings_.deviation, architecture_.channels,
                      compute_);
}

base::Result<LossParts> ClassifierTarget::backward(std::span<const TrainingSample> batch, std::int64_t,
                                                   double share) {
  std::vector<Tensor> labels;
  for (const TrainingSample& sample : batch)
    labels.push_back(training_.labels[static_cast<std::int64_t>(sample.row)]);
  const Classifier network(architecture_, weights());
  const Tensor logits = network(batchOf(batch), NetworkMode::training).logits;
  const Tensor positiveWeight =
      settings_.positiveWeight.defined() ? settings_.positiveWeight.to(compute_.device) : Tensor();
  const Tensor loss = maskedBinaryLoss(logits, at::stack(labels).to(compute_.device), positiveWeight);
  (loss * share).backward();
  return LossParts{{"loss", loss.item<double>()}};
}

base::Result<LossParts> ClassifierTarget::validate(std::size_t rows,
                                                   const std::map<std::string, WeightMap>&) {
  const auto count = std::min<std::int64_t>(static_cast<std::int64_t>(rows), validation_.pictures.size(0));
  if (count == 0) return LossParts{{"loss", 0}};
  const Tensor labels = validation_.labels.narrow(0, 0, count);
  const Tensor scores = classifierScores(architecture_, weights(), validation_.pictures.narrow(0, 0, count),
                                         settings_.mean, settings_.deviation, compute_);
  const Tensor positiveWeight =
      settings_.positiveWeight.defined() ? settings_.positiveWeight.to(at::kDouble) : Tensor();
  const Tensor loss = maskedBinaryLoss(at::logit(scores, 1e-12), labels.to(at::kDouble), positiveWeight);
  return LossParts{{"loss", loss.item<double>()}};
}

Tensor classifierScores(const downstream::ClassifierArchitecture& architecture, const WeightMap& weights,
                        const Tensor& pictures, double mean, double deviation, const Compute& compute) {
  const c10::AutoGradMode noGradient(false);
  const Classifier network(architecture, weights);
  std::vector<Tensor> scores;
  for (std::int64_t first = 0; first < pictures.size(0); first += picturesPerPass) {
    const std::int64_t count = std::min(picturesPerPass, pictures.size(0) - first);
    const Tensor greys = pictures.narrow(0, first, count).to(at::kFloat) / 255.0;
    const Tensor input = networkInput(greys, mean, deviation, architecture.channels, compute);
    scores.push_back(
        at::sigmoid(network(input, NetworkMode::evaluation).logits.to(at::kDouble)).to(at::kCPU));
  }
  if (scores.empty()) return at::empty({0, architecture.outputs}, at::kDouble);
  return at::cat(scores);
}

WeightMap initialClassifier(const downstream::ClassifierArchitecture& architecture, std::uint64_t seed) {
  WeightMap drawn;
  std::uint64_t number = 0;
  for (const weights::ExpectedTensor& tensor : downstream::expectedTensors(architecture)) {
    const std::string& key = tensor.key;
    if (tensor.shape.empty()) continue;  // a counter
    if (tensor.shape.size() == 4) {
      // torchvision: ResNets by the outgoing side, DenseNets by the incoming one.
      const std::int64_t channels = tensor.shape[downstream::isDense(architecture.family) ? 1 : 0];
      const double deviation =
          std::sqrt(2.0 / static_cast<double>(channels * tensor.shape[2] * tensor.shape[3]));
      drawn[key] = trainingNormal(seed, TrainingStream::initialWeights, number++, tensor.shape) * deviation;
    } else if (tensor.shape.size() == 2) {
      const Tensor values = at::empty(tensor.shape, at::kFloat);
      const auto random = trainingStream(seed, TrainingStream::initialWeights, number++);
      const double bound = 1.0 / std::sqrt(static_cast<double>(tensor.shape[1]));
      auto* data = values.data_ptr<float>();
      for (std::int64_t i = 0; i < values.numel(); ++i)
        data[i] = static_cast<float>(bound * (2.0 * random.uniform(static_cast<std::uint64_t>(i)) - 1.0));
      drawn[key] = values;
    } else {
      const bool isOne =
          key.ends_with(".running_var") ||
          (key.ends_with(".weight") && !key.starts_with(downstream::headOf(architecture.family)));
      drawn[key] = isOne ? at::ones(tensor.shape) : at::zeros(tensor.shape);
    }
  }
  return drawn;
}

}  // namespace chexgen::engine
