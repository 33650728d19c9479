#include "core/engine/recipe_check.h"

#include <algorithm>
#include <cmath>

#include "core/base/version.h"
#include "core/engine/diffusion/sampler.h"
#include "core/jobs/recipe_request.h"
#include "core/text/caption_cleaner.h"
#include "core/text/demographics.h"

namespace chexgen::engine {
namespace {

using base::ErrorCode;
using base::fail;

// The release's own settings, whatever the model's defaults are.
constexpr const char* publishedSampler = "ancestral";
constexpr int publishedSteps = 100;
constexpr double publishedGuidance = 4.0;

void fillSettings(imaging::Recipe& recipe, const weights::Manifest& manifest) {
  if (recipe.profile.empty()) recipe.profile = manifest.defaults.profile;
  const bool published = recipe.profile == "published";
  const bool defaultSampler = recipe.sampler.empty();
  if (defaultSampler) recipe.sampler = published ? publishedSampler : manifest.defaults.sampler;
  // The model's number of steps fits its own sampler; the ancestral chain needs many more.
  const bool manySteps = recipe.sampler == publishedSampler && recipe.sampler != manifest.defaults.sampler;
  if (recipe.steps == 0) recipe.steps = published || manySteps ? publishedSteps : manifest.defaults.steps;
  if (recipe.guidance < 0) recipe.guidance = published ? publishedGuidance : manifest.defaults.guidance;
  if (recipe.width == 0) recipe.width = static_cast<int>(manifest.sizes.front());
  if (recipe.height == 0) recipe.height = recipe.width;
}

base::Result<void> checkSettings(const imaging::Recipe& recipe, const weights::Manifest& manifest) {
  if (recipe.profile != "studio" && recipe.profile != "published") {
    return fail(ErrorCode::argumentInvalid,
                "There is no profile \"" + recipe.profile + "\"; choose studio or published.");
  }
  CHEXGEN_TRY(makeSampler(recipe.sampler, recipe.steps));
  if (!std::isfinite(recipe.guidance) || recipe.guidance > 100.0) {
    return fail(ErrorCode::argumentInvalid, "The guidance scale must be a number from 0 to 100.");
  }
  const bool known =
      std::find(manifest.sizes.begin(), manifest.sizes.end(), recipe.width) != manifest.sizes.end();
  if (!known || recipe.height != recipe.width) {
    std::string sizes;
    for (const std::int64_t size : manifest.sizes)
      sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
    return fail(ErrorCode::architectureMismatch,
                "The model \"" + manifest.name + "\" makes square images of " + sizes + " pixels, not " +
                    std::to_string(recipe.width) + " by " + std::to_string(recipe.height) + ".");
  }
  return {};
}

base::Result<void> checkCondition(const imaging::Recipe& recipe, const weights::Manifest& manifest) {
  if (!recipe.condition) return {};
  if (manifest.control(recipe.condition->kind) == nullptr) {
    return fail(ErrorCode::architectureMismatch,
                "The model \"" + manifest.name + "\" cannot be steered by a " + recipe.condition->kind +
                    " condition.",
                {}, "", "Choose a model with that control branch (`chexgen model info`).");
  }
  const imaging::Image8& image = recipe.condition->image;
  if (image.width != recipe.width || image.height != recipe.height || image.channels != 3) {
    return fail(ErrorCode::argumentInvalid, "The condition image must be RGB at the model's size.");
  }
  return {};
}

base::Result<void> checkModel(const imaging::Recipe& recipe, const jobs::ModelInfo& model) {
  if (recipe.modelSha256.empty() || recipe.modelSha256 == model.sha256) return {};
  return fail(ErrorCode::architectureMismatch,
              "The recipe asks for the model \"" + recipe.modelName + "\" (" +
                  recipe.modelSha256.substr(0, 12) + "…), but \"" + model.name + "\" (" +
                  model.sha256.substr(0, 12) + "…) is loaded.",
              {}, "", "Give the folder of that model with --model.");
}

}  // namespace

base::Result<imaging::Recipe> completeRecipe(const imaging::Recipe& asked, const weights::Manifest& manifest,
                                             const jobs::ModelInfo& model) {
  CHEXGEN_TRY(checkModel(asked, model));
  CHEXGEN_ASSIGN(imaging::Recipe recipe, jobs::understoodRecipe(asked));
  const text::PromptParts parts = jobs::promptParts(recipe);
  CHEXGEN_TRY(text::checkStated(parts, manifest.demographics, manifest.name));
  fillSettings(recipe, manifest);
  CHEXGEN_TRY(checkSettings(recipe, manifest));
  CHEXGEN_TRY(checkCondition(recipe, manifest));
  if (recipe.prompt.empty()) recipe.prompt = text::joinPrompt(parts);
  if (recipe.cleanedPrompt.empty()) {
    CHEXGEN_ASSIGN(recipe.cleanedPrompt, text::cleanPrompt(recipe.prompt));
  }
  recipe.modelName = model.name;
  recipe.modelSha256 = model.sha256;
  recipe.randomWeights = model.randomWeights;
  recipe.program = base::programVersion();
  recipe.device = model.device;
  recipe.precision = model.precision;
  recipe.threads = model.threads;
  return recipe;
}

}  // namespace chexgen::engine
