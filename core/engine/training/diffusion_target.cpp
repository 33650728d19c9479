#include "core/engine/training/diffusion_target.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/diffusion/schedule.h"
#include "core/engine/model/control.h"
#include "core/engine/model/transformer.h"
#include "core/engine/text/t5_encoder.h"
#include "core/engine/training/diffusion_loss.h"
#include "core/engine/training/lora.h"
#include "core/engine/training/parameters.h"
#include "core/engine/training/randomness.h"
#include "core/engine/training/recompute.h"

namespace chexgen::engine {
namespace {

const char* const transformerGroup = "transformer";
const char* const textGroup = "text_encoder";
const char* const loraGroup = "lora";
const char* const controlGroup = "control";
const char* const positionTable = "pos_embed";
const char* const nullCaptionKey = "y_embedder.y_embedding";

// Keeps the held-out rows' numbers apart from those of the run.
constexpr std::uint64_t validationSeed = 0x9E3779B97F4A7C15;
constexpr std::size_t validationBatch = 16;

const WeightMap& weightsIn(const std::map<std::string, WeightMap>& byGroup, const char* group) {
  static const WeightMap none;
  const auto found = byGroup.find(group);
  return found == byGroup.end() ? none : found->second;
}

WeightMap placed(const WeightMap& weights, const Compute& compute) {
  WeightMap result;
  for (const auto& [key, weight] : weights) result[key] = weight.detach().to(compute.device, compute.type);
  return result;
}

}  // namespace

DiffusionTarget::DiffusionTarget(DiffusionNetworks networks, DiffusionData data,
                                 const DiffusionTargetSettings& settings, const Compute& compute)
    : networks_(std::move(networks)), data_(std::move(data)), settings_(settings), compute_(compute) {
  WeightMap still = networks_.base;
  switch (networks_.learner) {
    case Learner::transformer: {
      WeightMap learned = networks_.base;
      learned.erase(positionTable);
      std::erase_if(still, [](const auto& entry) { return entry.first != positionTable; });
      groups_.push_back({.name = transformerGroup, .weights = trainable(learned, compute.device)});
      break;
    }
    case Learner::lora:
      groups_.push_back({.name = loraGroup, .weights = trainable(networks_.initial, compute.device)});
      break;
    case Learner::control:
      groups_.push_back({.name = controlGroup, .weights = trainable(networks_.initial, compute.device)});
      break;
  }
  if (networks_.text) {
    groups_.push_back({.name = textGroup,
                       .weights = trainable(networks_.text->initial, compute.device),
                       .learningRateFactor = settings.textLearningRateFactor});
  }
  frozen_ = placed(still, compute);
}

const WeightMap& DiffusionTarget::group(const std::string& name) const {
  static const WeightMap none;
  for (const ParameterGroup& group : groups_) {
    if (group.name == name) return group.weights;
  }
  return none;
}

base::Result<DiffusionTarget::Batch> DiffusionTarget::draw(std::span<const TrainingSample> samples,
                                                           std::span<const std::size_t> rows,
                                                           std::uint64_t seed, double captionDropout) const {
  std::vector<Tensor> clean, noise, condition, captions;
  std::vector<std::int64_t> timesteps;
  std::vector<std::size_t> rowsOfBatch;
  std::vector<bool> dropped;
  const auto variants = static_cast<std::uint64_t>(data_.store().index().variants);
  for (const TrainingSample& sample : samples) {
    const auto random = [&](TrainingStream stream) { return trainingStream(seed, stream, sample.position); };
    const std::size_t row = rows[sample.row];
    const auto variant = static_cast<std::size_t>(random(TrainingStream::variant).below(0, variants));
    CHEXGEN_ASSIGN(const DiffusionSample found, data_.sample(row, variant));
    clean.push_back(found.latent);
    noise.push_back(trainingNormal(seed, TrainingStream::noise, sample.position, found.latent.sizes()));
    timesteps.push_back(
        static_cast<std::int64_t>(random(TrainingStream::timestep).below(0, std::uint64_t{chainLength})));
    dropped.push_back(random(TrainingStream::captionDropout).uniform(0) < captionDropout);
    captions.push_back(found.caption);
    rowsOfBatch.push_back(row);
    if (networks_.learner == Learner::control) condition.push_back(found.condition);
  }
  const auto stacked = [&](const std::vector<Tensor>& parts) { return at::stack(parts).to(compute_.device); };
  Batch batch{.clean = stacked(clean),
              .noise = stacked(noise),
              .timesteps = at::tensor(timesteps, at::kLong).to(compute_.device),
              .rows = std::move(rowsOfBatch),
              .dropped = std::move(dropped),
              .captions = std::move(captions)};
  if (!condition.empty()) batch.condition = stacked(condition);
  return batch;
}

Tensor DiffusionTarget::predict(const Batch& batch, const Tensor& noisy, const WeightMap& transformer,
                                const WeightMap& control, const WeightMap& text) const {
  Transformer network(networks_.architecture, transformer);
  if (settings_.gradientCheckpointing) network.wrapBlocks(recomputed);
  std::vector<Tensor> captions = batch.captions;
  if (networks_.text) {
    const T5Encoder encoder(networks_.text->architecture, text, compute_.type);
    std::vector<std::span<const std::int64_t>> prompts;
    for (const std::size_t row : batch.rows) prompts.emplace_back(networks_.text->ids[row]);
    captions = encoder.encode(prompts);
  }
  for (std::size_t i = 0; i < captions.size(); ++i) {
    captions[i] = batch.dropped[i] ? network.nullCaption(captions[i].size(0)).to(compute_.type)
                                   : captions[i].to(compute_.device, compute_.type);
  }
  const TimeEmbedding time = network.embedTime(batch.timesteps);
  const Modulation modulation = network.modulation(time);
  constexpr auto lengths = Transformer::Lengths::padded;
  const TextContext context = network.prepareText(captions, lengths);
  if (networks_.learner != Learner::control)
    return network.forward(noisy, modulation, context).to(at::kFloat);
  const ControlBranch branch(networks_.control, network, control);
  return branch
      .forward(noisy, modulation, branch.modulation(time), context,
               branch.prepare(batch.condition, captions, lengths))
      .to(at::kFloat);
}

WeightMap DiffusionTarget::transformerWith(const std::map<std::string, WeightMap>& averages) const {
  if (networks_.learner == Learner::control) return frozen_;
  if (networks_.learner == Learner::lora) {
    return withLora(frozen_, weightsIn(averages, loraGroup), settings_.loraAlpha);
  }
  WeightMap all = frozen_;
  for (const auto& [key, weight] : weightsIn(averages, transformerGroup)) all[key] = weight;
  return all;
}

base::Result<LossParts> DiffusionTarget::backward(std::span<const TrainingSample> samples, std::int64_t,
                                                  double share) {
  CHEXGEN_ASSIGN(const Batch batch,
                 draw(samples, data_.training(), settings_.seed, settings_.captionDropout));
  const ComputedWeights transformer(
      transformerWith({{transformerGroup, group(transformerGroup)}, {loraGroup, group(loraGroup)}}),
      compute_.type);
  const ComputedWeights control(group(controlGroup), compute_.type);
  const ComputedWeights text(group(textGroup), at::kFloat);

  const Tensor noisy = addNoise(batch.clean, batch.noise, batch.timesteps);
  const Tensor output = predict(batch, noisy, transformer.weights(), control.weights(), text.weights());
  const DiffusionLoss loss = diffusionLoss(output, batch.clean, noisy, batch.noise, batch.timesteps);
  const Tensor total = loss.total();
  (total * share).backward();
  transformer.passGradients();
  control.passGradients();
  text.passGradients();

  // As the reference does: the null caption has a gradient of zero where no caption was dropped, so its
  // moments and its weight decay go on.
  if (networks_.learner == Learner::transformer && settings_.captionDropout > 0) {
    const Tensor& null = group(transformerGroup).at(nullCaptionKey);
    if (!null.grad().defined()) null.mutable_grad() = at::zeros_like(null);
  }
  return LossParts{{"loss", total.item<double>()},
                   {"squared_error", loss.squaredError.mean().item<double>()},
                   {"variational", loss.variational.mean().item<double>()}};
}

base::Result<LossParts> DiffusionTarget::validate(std::size_t rows,
                                                  const std::map<std::string, WeightMap>& averages) {
  const c10::InferenceMode inference;
  const WeightMap transformer = converted(transformerWith(averages), compute_.type);
  const WeightMap control = converted(weightsIn(averages, controlGroup), compute_.type);
  const WeightMap& text = weightsIn(averages, textGroup);
  const std::size_t count = std::min(rows, validationRows());
  LossParts sums;
  for (std::size_t first = 0; first < count; first += validationBatch) {
    std::vector<TrainingSample> samples;
    for (std::size_t i = first; i < std::min(count, first + validationBatch); ++i) samples.push_back({i, i});
    CHEXGEN_ASSIGN(const Batch batch,
                   draw(samples, data_.validation(), settings_.seed ^ validationSeed, 0.0));
    const Tensor noisy = addNoise(batch.clean, batch.noise, batch.timesteps);
    const DiffusionLoss loss = diffusionLoss(predict(batch, noisy, transformer, control, text), batch.clean,
                                             noisy, batch.noise, batch.timesteps);
    sums["squared_error"] += loss.squaredError.sum().item<double>();
    sums["variational"] += loss.variational.sum().item<double>();
  }
  for (auto& [name, sum] : sums) sum /= static_cast<double>(std::max<std::size_t>(count, 1));
  sums["loss"] = sums["squared_error"] + sums["variational"];
  return sums;
}

}  // namespace chexgen::engine
