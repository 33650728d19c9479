#include "core/engine/training/vae_target.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <torch/csrc/autograd/autograd.h>

#include "core/engine/model/vae.h"
#include "core/engine/training/parameters.h"
#include "core/engine/training/patch_critic.h"
#include "core/engine/training/randomness.h"

namespace chexgen::engine {
namespace {

constexpr std::int64_t criticWidth = 32;
constexpr double largestAdversarialFactor = 100.0;
const char* const lastLayer = "decoder.conv_out.weight";

// [N, H, W] uint8 → [N, 1, H, W] in [-1, 1].
Tensor greysToUnit(const Tensor& images) { return images.unsqueeze(1).to(at::kFloat) / 127.5 - 1.0; }

Tensor meanDifference(const Tensor& a, const Tensor& b) { return (a - b).abs().mean(); }

Tensor gradientDifference(const Tensor& a, const Tensor& b) {
  const auto along = [&](std::int64_t axis) { return meanDifference(a.diff(1, axis), b.diff(1, axis)); };
  return 0.5 * (along(-1) + along(-2));
}

Tensor klToUnit(const LatentDistribution& latent) {
  return 0.5 * (latent.mean.square() + at::exp(latent.logVariance) - 1.0 - latent.logVariance).mean();
}

WeightMap detached(const WeightMap& weights) {
  WeightMap result;
  for (const auto& [key, weight] : weights) result[key] = weight.detach();
  return result;
}

// The grey that a decoded picture shows.
Tensor greyOf(const Tensor& picture) { return picture.mean(1, true); }

double psnr(const Tensor& decoded, const Tensor& image) {
  const auto levels = [](const Tensor& x) { return ((x.clamp(-1.0, 1.0) + 1.0) * 127.5).round(); };
  const double error = (levels(decoded) - levels(image)).square().mean().item<double>();
  return 10.0 * std::log10(255.0 * 255.0 / std::max(error, 1e-10));
}

}  // namespace

VaeTarget::VaeTarget(const weights::VaeArchitecture& architecture, const WeightMap& initial,
                     Tensor trainingImages, Tensor validationImages, const VaeTargetSettings& settings,
                     const Compute& compute)
    : architecture_(architecture),
      settings_(settings),
      compute_(compute),
      trainingImages_(std::move(trainingImages)),
      validationImages_(std::move(validationImages)) {
  groups_.push_back({.name = "vae", .weights = trainable(initial, compute.device)});
  if (settings.adversarialStart >= 0) {
    groups_.push_back({.name = "critic",
                       .weights = trainable(initialCritic(criticWidth, settings.seed), compute.device),
                       .averaged = false});
  }
}

std::size_t VaeTarget::trainingRows() const { return static_cast<std::size_t>(trainingImages_.size(0)); }
std::size_t VaeTarget::validationRows() const { return static_cast<std::size_t>(validationImages_.size(0)); }

Tensor VaeTarget::crops(std::span<const TrainingSample> batch) const {
  std::vector<Tensor> parts;
  const auto place = [&](std::int64_t extent, const TrainingSample& sample, std::uint64_t axis) {
    const auto free = static_cast<std::uint64_t>(extent - settings_.crop + 1);
    return static_cast<std::int64_t>(
        trainingStream(settings_.seed, TrainingStream::crop, sample.position).below(axis, free));
  };
  for (const TrainingSample& sample : batch) {
    const Tensor image = trainingImages_[static_cast<std::int64_t>(sample.row)];
    parts.push_back(image.narrow(0, place(image.size(0), sample, 0), settings_.crop)
                        .narrow(1, place(image.size(1), sample, 1), settings_.crop));
  }
  return greysToUnit(at::stack(parts).to(compute_.device));
}

base::Result<LossParts> VaeTarget::backward(std::span<const TrainingSample> batch, std::int64_t step,
                                            double share) {
  const WeightMap& weights = groups_[0].weights;
  const Vae vae(architecture_, weights);
  const Tensor image = crops(batch);
  const LatentDistribution latent = vae.encode(image.expand({-1, architecture_.imageChannels, -1, -1}));
  std::vector<Tensor> noise;
  for (const TrainingSample& sample : batch) {
    noise.push_back(trainingNormal(settings_.seed, TrainingStream::latentSample, sample.position,
                                   latent.mean[0].sizes()));
  }
  const Tensor decoded = greyOf(vae.decode(latent.sample(at::stack(noise).to(compute_.device))));

  const Tensor l1 = meanDifference(decoded, image);
  const Tensor gradient = gradientDifference(decoded, image);
  const Tensor kl = klToUnit(latent);
  const Tensor reconstruction = l1 + settings_.gradientWeight * gradient;
  Tensor loss = reconstruction + settings_.klWeight * kl;
  // Told without the critic's push, which is scaled to the gradients: its own size says nothing of the run.
  LossParts parts{{"loss", loss.item<double>()},
                  {"l1", l1.item<double>()},
                  {"gradient", gradient.item<double>()},
                  {"kl", kl.item<double>()}};

  const bool criticised = settings_.adversarialStart >= 0 && step >= settings_.adversarialStart;
  if (criticised && step >= settings_.adversarialStart + settings_.criticLead) {
    const WeightMap frozen = detached(groups_[1].weights);
    const Criticism made = criticise(frozen, decoded);
    const Criticism real = criticise(frozen, image);
    Tensor features = at::zeros({}, image.options());
    for (std::size_t i = 0; i < made.features.size(); ++i) {
      features = features + meanDifference(made.features[i], real.features[i]);
    }
    const Tensor fooling = -made.score.mean();
    // Whatever the critic's scale is, its push in the last layer is a fixed share of the reconstruction's.
    const auto push = [&](const Tensor& part) {
      return torch::autograd::grad({part}, {weights.at(lastLayer)}, {}, true)[0].norm().item<double>();
    };
    const double factor = std::min(push(reconstruction) / (push(fooling) + 1e-4), largestAdversarialFactor);
    loss = loss + settings_.adversarialWeight * factor * fooling +
           settings_.featureWeight * features / static_cast<double>(made.features.size());
    parts["fooling"] = fooling.item<double>();
    parts["features"] = features.item<double>();
  }
  (loss * share).backward();

  if (criticised) {
    const Tensor real = criticise(groups_[1].weights, image).score;
    const Tensor made = criticise(groups_[1].weights, decoded.detach()).score;
    const Tensor hinge = 0.5 * (at::relu(1.0 - real).mean() + at::relu(1.0 + made).mean());
    parts["critic"] = hinge.item<double>();
    (hinge * share).backward();
  }
  return parts;
}

base::Result<LossParts> VaeTarget::validate(std::size_t rows,
                                            const std::map<std::string, WeightMap>& averages) {
  const c10::InferenceMode inference;
  const auto averaged = averages.find("vae");
  const Vae vae(architecture_, averaged != averages.end() ? averaged->second : groups_[0].weights);
  LossParts sums;
  const auto count = std::min<std::int64_t>(static_cast<std::int64_t>(rows), validationImages_.size(0));
  for (std::int64_t row = 0; row < count; ++row) {
    const Tensor image = greysToUnit(validationImages_.narrow(0, row, 1).to(compute_.device));
    const LatentDistribution latent = vae.encode(image.expand({-1, architecture_.imageChannels, -1, -1}));
    const Tensor decoded = greyOf(vae.decode(latent.mean));
    const double l1 = meanDifference(decoded, image).item<double>();
    const double gradient = gradientDifference(decoded, image).item<double>();
    const double kl = klToUnit(latent).item<double>();
    sums["l1"] += l1;
    sums["gradient"] += gradient;
    sums["kl"] += kl;
    sums["loss"] += l1 + settings_.gradientWeight * gradient + settings_.klWeight * kl;
    sums["psnr"] += psnr(decoded, image);
  }
  for (auto& [name, sum] : sums) sum /= static_cast<double>(std::max<std::int64_t>(count, 1));
  return sums;
}

LatentStatistics latentStatistics(const weights::VaeArchitecture& architecture, const WeightMap& weights,
                                  const Tensor& images) {
  const c10::InferenceMode inference;
  const Vae vae(architecture, weights);
  std::vector<Tensor> means;
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    const Tensor image = greysToUnit(images.narrow(0, i, 1)).to(weights.at(lastLayer).device());
    means.push_back(vae.encode(image.expand({-1, architecture.imageChannels, -1, -1})).mean.flatten(2)[0]);
  }
  const Tensor all = at::cat(means, 1);
  return {.mean = all.mean(1), .deviation = all.std(1)};
}

WeightMap withUnitLatent(const weights::VaeArchitecture& architecture, const WeightMap& weights,
                         const LatentStatistics& statistics) {
  const c10::InferenceMode inference;
  const std::int64_t channels = architecture.latentChannels;
  WeightMap result = weights;
  const Tensor scale = (statistics.deviation * architecture.scalingFactor).reciprocal();  // [C]
  const Tensor shift = -statistics.mean * scale;
  // The encoder's last layer gives means, then log variances.
  Tensor weight = weights.at("quant_conv.weight").clone();
  Tensor bias = weights.at("quant_conv.bias").clone();
  weight.narrow(0, 0, channels).mul_(scale.view({-1, 1, 1, 1}));
  bias.narrow(0, 0, channels).mul_(scale).add_(shift);
  bias.narrow(0, channels, channels).add_(2.0 * scale.log());
  result["quant_conv.weight"] = weight;
  result["quant_conv.bias"] = bias;
  // The decoder's first layer takes (z - shift) / scale where it took z.
  const Tensor inner = weights.at("post_quant_conv.weight");  // [C, C, 1, 1]
  const Tensor narrowed = inner / scale.view({1, -1, 1, 1});
  result["post_quant_conv.weight"] = narrowed;
  result["post_quant_conv.bias"] = weights.at("post_quant_conv.bias") - at::mv(narrowed.flatten(1), shift);
  return result;
}

weights::PreviewMap fitPreview(const weights::VaeArchitecture& architecture, const WeightMap& weights,
                               const Tensor& images) {
  const c10::InferenceMode inference;
  const Vae vae(architecture, weights);
  std::vector<Tensor> latents;
  std::vector<Tensor> greys;
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    const Tensor image = greysToUnit(images.narrow(0, i, 1)).to(weights.at(lastLayer).device());
    const Tensor latent = vae.encode(image.expand({-1, architecture.imageChannels, -1, -1})).mean;
    latents.push_back(latent.mul(architecture.scalingFactor).flatten(2)[0]);  // [C, h · w]
    greys.push_back(at::adaptive_avg_pool2d(image.mean(1, true), {latent.size(2), latent.size(3)}).flatten());
  }
  const Tensor z = at::cat(latents, 1).to(at::kDouble);
  const Tensor rows = at::cat({z, at::ones_like(z.narrow(0, 0, 1))}, 0);  // [C + 1, n]
  const Tensor moments = at::mm(rows, rows.t()).to(at::kCPU);
  const Tensor target = at::mv(rows, at::cat(greys, 0).to(at::kDouble)).to(at::kCPU);
  // A tiny ridge keeps a channel that is always zero from making the system singular.
  const Tensor ridge = at::eye(rows.size(0), moments.options()) * (1e-6 * moments.diagonal().mean());
  const Tensor solution = at::linalg_solve(moments + ridge, target).contiguous();
  const double* values = solution.const_data_ptr<double>();
  const std::int64_t channels = architecture.latentChannels;
  return {.weights = {values, values + channels}, .bias = values[channels]};
}

}  // namespace chexgen::engine
