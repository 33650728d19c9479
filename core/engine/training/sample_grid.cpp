#include "core/engine/training/sample_grid.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <c10/core/InferenceMode.h>

#include "core/base/file.h"
#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/diffusion/denoiser.h"
#include "core/engine/diffusion/noise.h"
#include "core/engine/model/control.h"
#include "core/engine/text/prompt_encoder.h"
#include "core/engine/text/t5_encoder.h"
#include "core/engine/training/train_networks.h"
#include "core/imaging/grey.h"
#include "core/imaging/png.h"
#include "core/text/caption_cleaner.h"
#include "core/text/tokenizer.h"

namespace chexgen::engine {

using base::Result;

namespace {

constexpr std::size_t usualCases = 4;

// Pastes a grey picture into the sheet.
void paste(imaging::Image8& sheet, const imaging::Image8& picture, int left, int top) {
  for (int y = 0; y < picture.height; ++y) {
    std::memcpy(&sheet.pixels[sheet.index(left, top + y)], &picture.pixels[picture.index(0, y)],
                static_cast<std::size_t>(picture.width));
  }
}

Result<imaging::Image8> decoded(const Vae& vae, const Tensor& latent) {
  const Tensor image = vae.decode(latent / vae.architecture().scalingFactor).to(at::kCPU).contiguous();
  return imaging::greyFromRgb({image.data_ptr<float>(), static_cast<std::size_t>(image.numel())},
                              static_cast<int>(image.size(3)), static_cast<int>(image.size(2)));
}

}  // namespace

Result<SampleGrid> SampleGrid::prepare(const TrainSetup& setup, const Compute& compute) {
  const c10::InferenceMode inference;
  const weights::Manifest& parent = *setup.parent;
  const auto& folder = setup.settings.model;
  CHEXGEN_ASSIGN(WeightMap vae, loadWeights(folder, parent.vaeFile, weights::expectedTensors(parent.vae),
                                            weights::NetworkKind::vae, {.device = compute.device}));
  SampleGrid grid(compute, Vae(parent.vae, std::move(vae)));
  const DiffusionData& data = setup.diffusion->data();
  const auto& held = data.validation().empty() ? data.training() : data.validation();
  const auto& prompts = setup.settings.samplePrompts;
  const std::size_t count = prompts.empty() ? std::min(usualCases, held.size()) : prompts.size();
  const DiffusionNetworks& networks = setup.diffusion->networks();
  std::optional<PromptEncoder> encoder;
  std::optional<text::Tokenizer> cutter;
  if (networks.text) {
    const auto file =
        setup.settings.tokenizer.empty() ? folder / parent.tokenizerFile.path : setup.settings.tokenizer;
    CHEXGEN_ASSIGN(cutter, text::Tokenizer::load(file));
  } else if (!prompts.empty()) {
    CHEXGEN_ASSIGN(encoder, PromptEncoder::open(parent, folder, compute));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = held[i % held.size()];
    Case one;
    CHEXGEN_ASSIGN(const DiffusionSample sample, data.sample(row, 0));
    if (prompts.empty()) {
      one.prompt = data.store().rows()[row].prompt;
    } else {
      CHEXGEN_ASSIGN(one.prompt, text::cleanPrompt(prompts[i]));
    }
    if (cutter) {
      CHEXGEN_ASSIGN(const auto encoding,
                     cutter->encode(one.prompt, static_cast<std::size_t>(networks.architecture.tokens)));
      const auto real = std::count(encoding.mask.begin(), encoding.mask.end(), 1);
      one.ids.assign(encoding.ids.begin(), encoding.ids.begin() + real);
    } else if (encoder) {
      CHEXGEN_ASSIGN(one.caption, encoder->encode(one.prompt));
    } else {
      one.caption = sample.caption.to(compute.device, compute.type);
    }
    if (networks.learner == Learner::control)
      one.condition = sample.condition.unsqueeze(0).to(compute.device);
    grid.cases_.push_back(std::move(one));
  }
  return grid;
}

Result<void> SampleGrid::draw(const TrainSetup& setup, const std::map<std::string, WeightMap>& averages,
                              std::int64_t step, const std::filesystem::path& file) const {
  const c10::InferenceMode inference;
  const training::TrainSettings& settings = setup.settings;
  const DiffusionNetworks& networks = setup.diffusion->networks();
  const Transformer transformer(networks.architecture,
                                converted(setup.diffusion->transformerWith(averages), compute_.type));
  std::optional<ControlBranch> branch;
  if (networks.learner == Learner::control) {
    branch.emplace(networks.control, transformer, converted(averages.at("control"), compute_.type));
  }
  std::optional<T5Encoder> encoder;
  if (networks.text) encoder.emplace(networks.text->architecture, averages.at("text_encoder"), compute_.type);

  CHEXGEN_ASSIGN(const auto sampler, makeSampler("dpmpp2m", static_cast<int>(settings.sampleSteps)));
  const TimeEmbedding time = transformer.embedTime(at::tensor(sampler->timesteps(), at::kLong));
  const std::int64_t side = networks.architecture.inputSize;
  const int pixels = static_cast<int>(side * vae_.architecture().downscale());
  const int conditionColumns = branch ? 1 : 0;
  const int columns = static_cast<int>(settings.sampleSeeds.size()) + conditionColumns;
  CHEXGEN_ASSIGN(imaging::Image8 sheet,
                 imaging::makeImage(pixels * columns, pixels * static_cast<int>(cases_.size()), 1));
  std::string listed;
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    const Case& one = cases_[i];
    const int top = static_cast<int>(i) * pixels;
    listed += one.prompt + "\n";
    const Tensor caption = encoder ? encoder->encode(one.ids) : one.caption;
    const std::optional<Tensor> condition = branch ? std::optional(one.condition) : std::nullopt;
    if (condition) {
      CHEXGEN_ASSIGN(const imaging::Image8 shown, decoded(vae_, *condition));
      paste(sheet, shown, 0, top);
    }
    const Denoiser denoiser(transformer, branch ? &*branch : nullptr, time,
                            {.scale = settings.sampleGuidance}, caption,
                            transformer.nullCaption(caption.size(0)), condition);
    for (std::size_t s = 0; s < settings.sampleSeeds.size(); ++s) {
      Tensor latent = imageNoise(settings.sampleSeeds[s], NoiseStream::initialLatent, 0,
                                 {1, networks.architecture.channels, side, side}, compute_.device);
      Sampler::History history;
      for (int at = 0; at < sampler->steps(); ++at) {
        latent = sampler->advance(
            at, latent, denoiser.predict(latent, at), [] { return Tensor(); }, history);
      }
      CHEXGEN_ASSIGN(const imaging::Image8 picture, decoded(vae_, latent));
      paste(sheet, picture, (static_cast<int>(s) + conditionColumns) * pixels, top);
    }
  }
  return imaging::writePng(
      file, sheet,
      std::vector<imaging::PngText>{{"Description", "Synthetic radiographs of a model in training, step " +
                                                        std::to_string(step) + ". Not for diagnosis."},
                                    {"Comment", listed}});
}

}  // namespace chexgen::engine
