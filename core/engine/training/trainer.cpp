#include "core/engine/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <c10/core/GradMode.h>

#include "core/base/log.h"
#include "core/base/system_info.h"
#include "core/engine/checkpoint/load_weights.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/training/learning_rate.h"
#include "core/weights/safetensors.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;
using training::Checkpoint;

namespace {

// A loss this many times the usual one is an explosion, once the usual one is known.
constexpr double explosionFactor = 20.0;
constexpr std::int64_t explosionKnownAfter = 100;
constexpr double usualLossDecay = 0.98;

constexpr std::int64_t largestBucket = 1LL << 24;  // gradients that are summed over the processes in one go

std::filesystem::path weightsFile(const std::string& group) { return group + ".safetensors"; }
std::filesystem::path averageFile(const std::string& group) { return group + ".average.safetensors"; }
std::filesystem::path momentsFile(const std::string& group) { return group + ".moments.safetensors"; }

WeightMap copyOf(const WeightMap& weights) {
  WeightMap copy;
  for (const auto& [key, weight] : weights) copy[key] = weight.detach().clone();
  return copy;
}

WeightMap joined(const WeightMap& first, const WeightMap& second) {
  WeightMap moments;
  for (const auto& [key, moment] : first) moments["first." + key] = moment;
  for (const auto& [key, moment] : second) moments["second." + key] = moment;
  return moments;
}

// What is stored, and where it belongs.
struct Restored {
  Tensor to, from;
};

// Finds for every tensor the one of the file that has its key under `prefix`.
Result<void> find(const WeightMap& target, const std::string& prefix, const weights::TensorStore& stored,
                  std::vector<Restored>& all) {
  const auto foreign = [&](const std::string& what) {
    return fail(ErrorCode::architectureMismatch,
                "The checkpoint belongs to another architecture: " + what + ".", stored.source,
                "Nothing was changed.", "Start this run in another folder.");
  };
  for (const auto& [key, tensor] : target) {
    std::string name = prefix;
    name += key;
    const auto found = stored.tensors.find(name);
    if (found == stored.tensors.end()) return foreign(name + " is missing");
    if (found->second.shape != tensor.sizes().vec()) {
      return foreign(name + " is " + weights::shapeText(found->second.shape) + ", not " +
                     weights::shapeText(tensor.sizes().vec()));
    }
    all.push_back({tensor, asTensor(found->second)});
  }
  return {};
}

base::OrderedJson toJson(const LossParts& parts) {
  base::OrderedJson json = base::OrderedJson::object();
  for (const auto& [name, value] : parts) json[name] = value;
  return json;
}

void addTo(LossParts& sums, const LossParts& parts, double share) {
  for (const auto& [name, value] : parts) sums[name] += share * value;
}

}  // namespace

Trainer::Trainer(Target& target, const training::TrainSettings& settings, AllReduce& processes,
                 std::filesystem::path checkpoints, training::TrainState identity, TrainerHooks hooks)
    : target_(target),
      settings_(settings),
      processes_(processes),
      checkpoints_(std::move(checkpoints)),
      identity_(std::move(identity)),
      hooks_(std::move(hooks)),
      order_(settings.seed, target.trainingRows()) {
  const AdamWSettings adam{.learningRate = settings.learningRate,
                           .beta1 = settings.beta1,
                           .beta2 = settings.beta2,
                           .epsilon = settings.epsilon,
                           .weightDecay = settings.weightDecay};
  for (const ParameterGroup& group : target.groups()) {
    const bool averaged = group.averaged && settings.emaDecay > 0;
    std::unique_ptr<Optimiser> optimiser;
    if (group.sgd) {
      optimiser = std::make_unique<Sgd>(group.weights, *group.sgd);
    } else {
      optimiser = std::make_unique<AdamW>(group.weights, adam);
    }
    optimisers_.push_back({std::move(optimiser), averaged ? copyOf(group.weights) : WeightMap{}});
  }
}

std::map<std::string, WeightMap> Trainer::averages() const {
  std::map<std::string, WeightMap> all;
  for (std::size_t i = 0; i < optimisers_.size(); ++i) {
    const ParameterGroup& group = target_.groups()[i];
    all[group.name] = optimisers_[i].average.empty() ? group.weights : optimisers_[i].average;
  }
  return all;
}

Result<void> Trainer::tell(const std::string& name, const base::OrderedJson& data) const {
  if (!leads() || !hooks_.event) return {};
  return hooks_.event(name, data, step_);
}

Result<void> Trainer::resume() {
  CHEXGEN_ASSIGN(const auto found, training::newestIntact(checkpoints_));
  for (const training::DamagedCheckpoint& damaged : found.damaged) {
    base::logWarning("The checkpoint " + damaged.checkpoint.folder.string() +
                     " is damaged and was passed over: " + damaged.error.message);
    CHEXGEN_TRY(tell("checkpoint_damaged", {{"checkpoint", damaged.checkpoint.folder.filename().string()},
                                            {"error", damaged.error.message}}));
  }
  if (!found.intact) return {};
  return load(*found.intact);
}

Result<void> Trainer::load(const Checkpoint& checkpoint) {
  CHEXGEN_ASSIGN(const training::TrainState state, training::readState(checkpoint.folder));
  const auto belongs = [&](const std::string& stored, const std::string& ours,
                           const char* what) -> Result<void> {
    if (stored == ours) return {};
    return fail(ErrorCode::architectureMismatch,
                std::string("The run was started with ") + what + "; it cannot go on with these.",
                checkpoint.folder, "Nothing was changed.",
                "Give the settings it was started with, or another run folder.");
  };
  CHEXGEN_TRY(belongs(state.settingsHash, identity_.settingsHash, "other settings"));
  CHEXGEN_TRY(belongs(state.dataHash, identity_.dataHash, "other data"));
  CHEXGEN_TRY(belongs(state.parentHash, identity_.parentHash, "another parent model"));
  // Everything is found before anything is changed.
  const auto stateFile = checkpoint.folder / training::checkpoint_file::state;
  std::vector<weights::TensorStore> stores;
  std::vector<Restored> all;
  std::vector<std::int64_t> steps;
  const auto findIn = [&](const std::filesystem::path& file,
                          const std::map<std::string, const WeightMap*>& byPrefix) -> Result<void> {
    CHEXGEN_ASSIGN(auto stored, weights::openSafetensors(checkpoint.folder / file));
    stores.push_back(std::move(stored));
    for (const auto& [prefix, target] : byPrefix) CHEXGEN_TRY(find(*target, prefix, stores.back(), all));
    return {};
  };
  for (std::size_t i = 0; i < optimisers_.size(); ++i) {
    const Group& group = optimisers_[i];
    const std::string& name = target_.groups()[i].name;
    CHEXGEN_TRY(findIn(weightsFile(name), {{"", &group.optimiser->parameters()}}));
    if (!group.average.empty()) CHEXGEN_TRY(findIn(averageFile(name), {{"", &group.average}}));
    CHEXGEN_TRY(findIn(momentsFile(name), {{"first.", &group.optimiser->firstMoments()},
                                           {"second.", &group.optimiser->secondMoments()}}));
    CHEXGEN_ASSIGN(const auto done,
                   base::jsonValue<std::int64_t>(state.more, "optimiser_steps." + name, stateFile));
    steps.push_back(done);
  }
  CHEXGEN_ASSIGN(usualLoss_, base::jsonValue<double>(state.more, "usual_loss", stateFile));
  const c10::AutoGradMode off(false);
  for (const Restored& one : all) one.to.detach().copy_(one.from);
  for (std::size_t i = 0; i < optimisers_.size(); ++i) optimisers_[i].optimiser->setSteps(steps[i]);
  step_ = state.step;
  saved_ = state.step;
  return tell("resumed", {{"checkpoint", checkpoint.folder.filename().string()}});
}

Result<void> Trainer::save() {
  if (saved_ == step_ || !leads()) return {};
  CHEXGEN_ASSIGN(auto draft, training::CheckpointDraft::create(checkpoints_, step_));
  training::TrainState state = identity_;
  const std::int64_t perStep = settings_.batch * settings_.accumulation * processes_.size();
  const auto rows = static_cast<std::int64_t>(target_.trainingRows());
  state.step = step_;
  state.images = step_ * perStep;
  state.epoch = state.images / rows;
  state.position = state.images % rows;
  state.optimiserSteps = step_;
  state.more["usual_loss"] = usualLoss_;
  for (std::size_t i = 0; i < optimisers_.size(); ++i) {
    const Group& group = optimisers_[i];
    const std::string& name = target_.groups()[i].name;
    CHEXGEN_TRY(saveWeights(draft.path() / weightsFile(name), group.optimiser->parameters()));
    if (!group.average.empty()) CHEXGEN_TRY(saveWeights(draft.path() / averageFile(name), group.average));
    CHEXGEN_TRY(saveWeights(draft.path() / momentsFile(name),
                            joined(group.optimiser->firstMoments(), group.optimiser->secondMoments())));
    state.more["optimiser_steps." + name] = group.optimiser->steps();
  }
  CHEXGEN_TRY(training::writeState(state, draft.path()));
  CHEXGEN_ASSIGN(const Checkpoint published, draft.publish());
  saved_ = step_;
  CHEXGEN_TRY(tell("checkpoint", {{"folder", published.folder.filename().string()}}));
  return training::pruneCheckpoints(checkpoints_, static_cast<std::size_t>(settings_.keepCheckpoints))
      .map([](const auto&) {});
}

tl::unexpected<base::Error> Trainer::stopped(const std::string& why) const {
  const bool any = saved_ >= 0;
  return fail(
      ErrorCode::numericalFailure, "Training stopped at step " + std::to_string(step_) + ": " + why + ".",
      checkpoints_,
      any ? "The checkpoint of step " + std::to_string(saved_) + " is good." : "No checkpoint was made yet.",
      "Lower the learning rate, or clip the gradients more; look at the data if it happens again.");
}

// The gradient of this process's share of the step's images.
Result<LossParts> Trainer::accumulate() {
  const std::int64_t passes = settings_.accumulation;
  const double share = 1.0 / static_cast<double>(passes * processes_.size());
  LossParts sums;
  for (std::int64_t pass = 0; pass < passes; ++pass) {
    std::vector<TrainingSample> batch;
    for (std::int64_t i = 0; i < settings_.batch; ++i) {
      const std::int64_t block = (step_ * passes + pass) * processes_.size() + processes_.rank();
      const auto position = static_cast<std::uint64_t>(block * settings_.batch + i);
      batch.push_back({order_.rowAt(position), position});
    }
    CHEXGEN_ASSIGN(const LossParts parts, target_.backward(batch, step_, share));
    addTo(sums, parts, share);
  }
  return sums;
}

// Gradients and loss parts are sums of shares, so adding them over the processes completes the mean.
Result<void> Trainer::reduce(LossParts& parts) {
  if (processes_.size() == 1) return {};
  const c10::AutoGradMode off(false);
  // Many small sums take longer than few large ones.
  std::vector<Tensor> bucket;
  std::int64_t held = 0;
  const auto empty = [&]() -> Result<void> {
    if (bucket.empty()) return {};
    std::vector<Tensor> flat;
    for (const Tensor& gradient : bucket) flat.push_back(gradient.flatten());
    const Tensor all = at::cat(flat);
    CHEXGEN_TRY(processes_.sum(all));
    std::int64_t first = 0;
    for (const Tensor& gradient : bucket) {
      gradient.copy_(all.narrow(0, first, gradient.numel()).view_as(gradient));
      first += gradient.numel();
    }
    bucket.clear();
    held = 0;
    return {};
  };
  for (const Group& group : optimisers_) {
    for (const auto& [key, parameter] : group.optimiser->parameters()) {
      if (!parameter.grad().defined()) continue;
      if (held + parameter.grad().numel() > largestBucket) CHEXGEN_TRY(empty());
      bucket.push_back(parameter.grad());
      held += parameter.grad().numel();
    }
  }
  CHEXGEN_TRY(empty());
  for (auto& [name, value] : parts) {
    const Tensor sum = at::full({1}, value, at::kFloat);
    CHEXGEN_TRY(processes_.sum(sum));
    value = sum.item<double>();
  }
  return {};
}

Result<void> Trainer::mayGoOn() {
  Result<void> go;
  if (hooks_.betweenSteps) go = hooks_.betweenSteps();
  if (processes_.size() == 1) return go;
  const Tensor stopping = at::full({1}, go ? 0.0 : 1.0, at::kFloat);
  CHEXGEN_TRY(processes_.sum(stopping));
  if (go && stopping.item<float>() > 0) {
    return fail(ErrorCode::cancelled, "Another process of this run was cancelled.", checkpoints_);
  }
  return go;
}

Result<LossParts> Trainer::advance() {
  for (Group& group : optimisers_) group.optimiser->clearGradients();
  CHEXGEN_ASSIGN(LossParts parts, accumulate());
  CHEXGEN_TRY(reduce(parts));
  const double loss = parts.at("loss");
  if (!std::isfinite(loss)) return stopped("the loss is not a finite number");
  if (step_ >= explosionKnownAfter && loss > target_.ordinaryLoss() && loss > explosionFactor * usualLoss_) {
    return stopped("the loss rose to " + std::to_string(loss) + ", from about " + std::to_string(usualLoss_));
  }
  gradientNorm_ = 0;
  for (const Group& group : optimisers_) {
    const double norm = clipGradients(group.optimiser->parameters(), settings_.clip);
    if (!std::isfinite(norm)) return stopped("the gradients are not finite numbers");
    gradientNorm_ = std::max(gradientNorm_, norm);
  }
  const double rate = learningRateAt(settings_, step_);
  for (std::size_t i = 0; i < optimisers_.size(); ++i) {
    Group& group = optimisers_[i];
    group.optimiser->step(rate * target_.groups()[i].learningRateFactor);
    if (!group.average.empty()) {
      updateAverage(group.average, group.optimiser->parameters(), averageDecayAt(settings_, step_));
    }
  }
  usualLoss_ = step_ == 0 ? loss : usualLossDecay * usualLoss_ + (1.0 - usualLossDecay) * loss;
  ++step_;
  return parts;
}

Result<void> Trainer::validate() {
  if (!leads() || target_.validationRows() == 0) return {};
  CHEXGEN_ASSIGN(const LossParts parts,
                 target_.validate(static_cast<std::size_t>(settings_.validationImages), averages()));
  return tell("validation", toJson(parts));
}

Result<void> Trainer::run() {
  using Clock = std::chrono::steady_clock;
  const jobs::ProgressMeter meter(settings_.steps - step_, "step");
  const std::int64_t first = step_;
  LossParts sums;
  std::int64_t counted = 0;
  auto since = Clock::now();
  const auto due = [this](std::int64_t every) {
    return every > 0 && (step_ % every == 0 || step_ == settings_.steps);
  };
  // What the training has to beat.
  if (step_ == 0 && settings_.validateEvery > 0) CHEXGEN_TRY(validate());
  while (step_ < settings_.steps) {
    if (auto go = mayGoOn(); !go) {
      if (go.error().code == ErrorCode::cancelled) CHEXGEN_TRY(save());
      return go;
    }
    CHEXGEN_ASSIGN(const LossParts parts, advance());
    addTo(sums, parts, 1.0);
    ++counted;
    if (due(settings_.logEvery)) {
      const double seconds = std::chrono::duration<double>(Clock::now() - since).count();
      for (auto& [name, value] : sums) value /= static_cast<double>(counted);
      base::OrderedJson data = toJson(sums);
      data["learning_rate"] = learningRateAt(settings_, step_ - 1);
      data["gradient_norm"] = gradientNorm_;
      data["images_per_second"] =
          static_cast<double>(counted * settings_.batch * settings_.accumulation * processes_.size()) /
          seconds;
      data["memory_bytes"] = base::residentBytes();
      CHEXGEN_TRY(tell("train", data));
      sums.clear();
      counted = 0;
      since = Clock::now();
    }
    if (leads() && hooks_.progress) {
      jobs::Progress progress = meter.at(step_ - first);
      progress.done = step_;
      progress.total = settings_.steps;
      CHEXGEN_TRY(hooks_.progress(progress));
    }
    if (due(settings_.validateEvery)) CHEXGEN_TRY(validate());
    if (due(settings_.sampleEvery) && leads() && hooks_.sample) CHEXGEN_TRY(hooks_.sample(step_, averages()));
    if (due(settings_.checkpointEvery)) CHEXGEN_TRY(save());
  }
  return save();
}

}  // namespace chexgen::engine
