#include "core/engine/generator.h"

#include <map>
#include <new>
#include <optional>
#include <utility>

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/compute.h"
#include "core/engine/diffusion/denoiser.h"
#include "core/engine/diffusion/noise.h"
#include "core/engine/model/vae.h"
#include "core/engine/recipe_check.h"
#include "core/engine/text/prompt_encoder.h"
#include "core/engine/translate.h"
#include "core/imaging/grey.h"
#include "core/imaging/prepare.h"
#include "core/text/prompt_loss.h"
#include "core/weights/file_check.h"

namespace chexgen::engine {
namespace {

using base::ErrorCode;
using base::fail;

Profile profileOf(const imaging::Recipe& recipe) {
  return recipe.profile == "published" ? Profile::published : Profile::studio;
}

}  // namespace

struct Generator::Parts {
  std::filesystem::path folder;
  weights::Manifest manifest;
  std::string manifestSha256;
  Compute compute;
  std::optional<PromptEncoder> prompts;
  std::optional<Transformer> transformer;
  std::optional<Vae> vae;
  std::map<std::string, std::unique_ptr<ControlBranch>> controls;  // by kind

  base::Result<void> loadNetworks();
  base::Result<const ControlBranch*> branch(const std::string& kind);
  base::Result<Tensor> nullCaption(std::int64_t tokens);
  [[nodiscard]] Tensor conditionLatent(const imaging::Recipe& recipe) const;
  base::Result<imaging::Image8> decode(const Tensor& latent) const;
};

base::Result<void> Generator::Parts::loadNetworks() {
  const Placement narrow{.device = compute.device, .type = compute.type};
  const Placement wide{.device = compute.device, .type = at::kFloat};
  CHEXGEN_ASSIGN(const WeightMap transformerWeights,
                 loadWeights(folder, manifest.transformerFile, weights::expectedTensors(manifest.transformer),
                             weights::NetworkKind::transformer, narrow));
  transformer.emplace(manifest.transformer, transformerWeights);
  CHEXGEN_ASSIGN(WeightMap vaeWeights,
                 loadWeights(folder, manifest.vaeFile, weights::expectedTensors(manifest.vae),
                             weights::NetworkKind::vae, wide));
  vae.emplace(manifest.vae, std::move(vaeWeights));
  CHEXGEN_ASSIGN(PromptEncoder encoder, PromptEncoder::open(manifest, folder, compute));
  prompts.emplace(std::move(encoder));
  return {};
}

// Control branches are read when first asked for: most images need none.
base::Result<const ControlBranch*> Generator::Parts::branch(const std::string& kind) {
  if (const auto found = controls.find(kind); found != controls.end()) return found->second.get();
  const weights::ManifestControl& control = *manifest.control(kind);
  CHEXGEN_ASSIGN(
      const WeightMap loaded,
      loadWeights(folder, control.file, weights::expectedTensors(control.architecture, manifest.transformer),
                  weights::NetworkKind::control, {.device = compute.device, .type = compute.type}));
  return controls.emplace(kind, std::make_unique<ControlBranch>(control.architecture, *transformer, loaded))
      .first->second.get();
}

// A checkpoint in diffusers' form has no learned null caption: its pipeline uses the empty prompt instead.
base::Result<Tensor> Generator::Parts::nullCaption(std::int64_t tokens) {
  if (transformer->hasNullCaption()) return transformer->nullCaption(tokens);
  return prompts->encode("");
}

Tensor Generator::Parts::conditionLatent(const imaging::Recipe& recipe) const {
  const std::vector<float> pixels = imaging::prepareCondition(recipe.condition->image, recipe.width).value();
  const Tensor image =
      at::from_blob(const_cast<float*>(pixels.data()), {1, 3, recipe.height, recipe.width}, at::kFloat)
          .to(compute.device, at::kFloat, false, true);
  const LatentDistribution distribution = vae->encode(image);
  // The release draws the latent at random; the mean is the better choice where nothing has to be reproduced.
  const Tensor latent = profileOf(recipe) == Profile::published
                            ? distribution.sample(imageNoise(recipe.seed, NoiseStream::conditionLatent, 0,
                                                             distribution.mean.sizes(), compute.device))
                            : distribution.mean;
  return latent * manifest.vae.scalingFactor;
}

base::Result<imaging::Image8> Generator::Parts::decode(const Tensor& latent) const {
  const Tensor image = vae->decode(latent / manifest.vae.scalingFactor).to(at::kCPU).contiguous();
  return imaging::greyFromRgb({image.data_ptr<float>(), static_cast<std::size_t>(image.numel())},
                              static_cast<int>(image.size(3)), static_cast<int>(image.size(2)));
}

namespace {

std::optional<imaging::Image8> previewOf(const Tensor& latent,
                                         const std::optional<weights::PreviewMap>& map) {
  if (!map) return std::nullopt;
  const Tensor weights = at::tensor(map->weights, at::kFloat).view({1, -1, 1, 1}).to(latent.device());
  const Tensor grey = ((latent * weights).sum(1) + map->bias).clamp(-1.0, 1.0).to(at::kCPU).contiguous();
  auto image = imaging::greyFromPlane({grey.data_ptr<float>(), static_cast<std::size_t>(grey.numel())},
                                      static_cast<int>(grey.size(2)), static_cast<int>(grey.size(1)));
  return image ? std::optional(std::move(*image)) : std::nullopt;
}

// One image on its way.
struct Chain {
  const imaging::Recipe* recipe;
  Denoiser denoiser;
  Tensor latent;
  Sampler::History history;
};

}  // namespace

Generator::Generator(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Generator::~Generator() = default;

base::Result<std::unique_ptr<Generator>> Generator::load(const std::filesystem::path& modelFolder,
                                                         const jobs::ModelOptions& options,
                                                         const weights::CheckWatch& watch) {
  return translated([&]() -> base::Result<std::unique_ptr<Generator>> {
    const c10::InferenceMode inference;
    auto parts = std::make_unique<Parts>();
    parts->folder = modelFolder;
    CHEXGEN_ASSIGN(parts->manifest, weights::readManifest(modelFolder));
    CHEXGEN_ASSIGN(parts->manifestSha256, weights::manifestHash(modelFolder));
    CHEXGEN_ASSIGN(parts->compute, chooseCompute(options));
    // All files, whether or not this image needs them: a recipe names the model by one hash.
    CHEXGEN_TRY(weights::checkFiles(parts->manifest, modelFolder, watch));
    CHEXGEN_TRY(parts->loadNetworks());
    return std::unique_ptr<Generator>(new Generator(std::move(parts)));
  });
}

const weights::Manifest& Generator::manifest() const { return parts_->manifest; }

jobs::ModelInfo Generator::info() const {
  return {.name = parts_->manifest.name,
          .sha256 = parts_->manifestSha256,
          .device = parts_->compute.deviceName(),
          .precision = parts_->compute.precisionName(),
          .threads = parts_->compute.threads,
          .randomWeights = parts_->manifest.randomWeights,
          .remarks = weights::uncheckedFiles(parts_->manifest)};
}

base::Result<imaging::Recipe> Generator::complete(const imaging::Recipe& recipe) const {
  CHEXGEN_ASSIGN(imaging::Recipe completed, completeRecipe(recipe, parts_->manifest, info()));
  // Words of which nothing arrives draw nothing. A prompt that is repeated is drawn whatever it says.
  if (!recipe.prompt.empty() || completed.report.empty()) return completed;
  CHEXGEN_ASSIGN(const text::PromptLoss loss,
                 text::promptLoss(completed.prompt, parts_->prompts->tokenizer(),
                                  static_cast<std::size_t>(parts_->manifest.transformer.tokens)));
  if (loss.isUnreadable()) return text::failUnreadable(loss);
  return completed;
}

base::Result<std::vector<jobs::GeneratedImage>> Generator::generate(
    std::span<const imaging::Recipe> batch, const std::function<void(const jobs::StepProgress&)>& onStep,
    const base::CancelToken& cancel) {
  return translated([&]() -> base::Result<std::vector<jobs::GeneratedImage>> {
    const c10::InferenceMode inference;
    Parts& parts = *parts_;
    std::vector<jobs::GeneratedImage> images;
    for (const imaging::Recipe& recipe : batch) {
      CHEXGEN_ASSIGN(imaging::Recipe completed, complete(recipe));
      completed.batch = static_cast<int>(batch.size());
      images.push_back({.recipe = std::move(completed)});
    }
    if (images.empty()) return images;
    const imaging::Recipe& first = images.front().recipe;
    CHEXGEN_ASSIGN(const auto sampler, makeSampler(first.sampler, first.steps));
    const TimeEmbedding time = parts.transformer->embedTime(at::tensor(sampler->timesteps(), at::kLong));

    std::vector<Chain> chains;
    const auto cancelled = [&] { return fail(ErrorCode::cancelled, "Generation was cancelled."); };
    for (const jobs::GeneratedImage& image : images) {
      if (cancel.isCancelled()) return cancelled();
      const imaging::Recipe& recipe = image.recipe;
      if (recipe.sampler != first.sampler || recipe.steps != first.steps) {
        return fail(ErrorCode::argumentInvalid, "The images of one batch must share sampler and steps.");
      }
      CHEXGEN_ASSIGN(const Tensor caption, parts.prompts->encode(recipe.cleanedPrompt));
      CHEXGEN_ASSIGN(const Tensor null, parts.nullCaption(caption.size(0)));
      const ControlBranch* branch = nullptr;
      std::optional<Tensor> condition;
      if (recipe.condition) {
        CHEXGEN_ASSIGN(branch, parts.branch(recipe.condition->kind));
        condition = parts.conditionLatent(recipe);
      }
      const std::int64_t scale = parts.manifest.vae.downscale();
      chains.push_back({.recipe = &recipe,
                        .denoiser = Denoiser(*parts.transformer, branch, time,
                                             {.profile = profileOf(recipe), .scale = recipe.guidance},
                                             caption, null, condition),
                        .latent = imageNoise(recipe.seed, NoiseStream::initialLatent, 0,
                                             {1, parts.manifest.transformer.channels, recipe.height / scale,
                                              recipe.width / scale},
                                             parts.compute.device)});
    }
    parts.prompts->unloadIfLarge();

    const auto report = [&](std::size_t index, int step) {
      if (!onStep) return;
      const Tensor& latent = chains[index].latent;
      onStep({.image = index, .step = step, .steps = sampler->steps(), .preview = [&] {
                return previewOf(latent / parts.manifest.vae.scalingFactor, parts.manifest.preview);
              }});
    };
    for (int step = 0; step < sampler->steps(); ++step) {
      for (std::size_t i = 0; i < chains.size(); ++i) {
        if (cancel.isCancelled()) return cancelled();
        Chain& chain = chains[i];
        const auto noise = [&] {
          return imageNoise(chain.recipe->seed, NoiseStream::ancestralStep, static_cast<std::uint32_t>(step),
                            chain.latent.sizes(), parts.compute.device);
        };
        chain.latent = sampler->advance(step, chain.latent, chain.denoiser.predict(chain.latent, step), noise,
                                        chain.history);
        report(i, step + 1);
      }
    }
    for (std::size_t i = 0; i < chains.size(); ++i) {
      if (cancel.isCancelled()) return cancelled();
      if (!at::isfinite(chains[i].latent).all().item<bool>()) {
        return fail(
            ErrorCode::numericalFailure,
            "The latent holds infinite or undefined numbers: the weights or the guidance are unusable.",
            parts.folder, "Nothing was written.",
            "Try fp32 and a lower guidance; verify the model with `chexgen model verify`.");
      }
      CHEXGEN_ASSIGN(images[i].pixels, parts.decode(chains[i].latent));
      report(i, sampler->steps() + 1);
    }
    return images;
  });
}

}  // namespace chexgen::engine
