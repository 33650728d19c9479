#include "tests/jobs/fake_backend.h"

#include <algorithm>

#include "core/jobs/recipe_request.h"

namespace chexgen::tests {
namespace {

constexpr int side = 8;
constexpr int defaultSteps = 3;

}  // namespace

imaging::Recipe askFor(std::uint64_t seed, int steps) {
  imaging::Recipe recipe = jobs::openRecipe();
  recipe.report = "No acute finding " + std::to_string(seed) + ".";
  recipe.seed = seed;
  recipe.steps = steps;
  return recipe;
}

imaging::Image8 fakePixels(const imaging::Recipe& recipe) {
  imaging::Image8 image{side, side, 1, std::vector<std::uint8_t>(side * side)};
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>((recipe.seed + 1) * (i + 3) % 251);
  }
  return image;
}

base::Result<jobs::ModelInfo> FakeBackend::load(const std::filesystem::path& model,
                                                const jobs::ModelOptions& options,
                                                const weights::CheckWatch& /*watch*/) {
  loaded_ = false;
  if (model.filename() == "absent") {
    return base::fail(base::ErrorCode::fileMissing, "There is no model here.", model);
  }
  loaded_ = true;
  return jobs::ModelInfo{model.filename().string(),
                         std::string(64, 'a'),
                         "cpu",
                         "fp32",
                         options.threads == 0 ? 2 : options.threads,
                         true};
}

base::Result<imaging::Recipe> FakeBackend::complete(const imaging::Recipe& open) const {
  if (!loaded_) return base::fail(base::ErrorCode::argumentInvalid, "No model is loaded.");
  imaging::Recipe recipe = open;
  recipe.prompt = recipe.cleanedPrompt = recipe.report;
  recipe.modelName = "fake";
  recipe.randomWeights = true;
  recipe.precision = "fp32";
  if (recipe.profile.empty()) recipe.profile = "studio";
  if (recipe.sampler.empty()) recipe.sampler = "ddim";
  if (recipe.steps == 0) recipe.steps = defaultSteps;
  if (recipe.guidance < 0) recipe.guidance = 4;
  recipe.width = recipe.height = side;
  if (recipe.steps < 0) return base::fail(base::ErrorCode::argumentInvalid, "Steps must be positive.");
  return recipe;
}

base::Result<std::vector<jobs::GeneratedImage>> FakeBackend::generate(
    std::span<const imaging::Recipe> recipes, const std::function<void(const jobs::StepProgress&)>& onStep,
    const base::CancelToken& cancel) {
  if (!loaded_) return base::fail(base::ErrorCode::argumentInvalid, "No model is loaded.");
  largestBatch = std::max(largestBatch, recipes.size());
  std::vector<jobs::GeneratedImage> images;
  for (int step = 0; step <= recipes.front().steps; ++step) {
    for (std::size_t i = 0; i < recipes.size(); ++i) {
      if (cancel.isCancelled()) return base::fail(base::ErrorCode::cancelled, "Stopped between steps.");
      if (beforeStep) beforeStep(recipes[i], step);
      onStep({i, step + 1, recipes[i].steps, [&recipes, i] { return fakePixels(recipes[i]); }});
    }
  }
  if (cancel.isCancelled()) return base::fail(base::ErrorCode::cancelled, "Stopped between steps.");
  for (const auto& recipe : recipes) {
    if (brokenSeeds.contains(recipe.seed)) {
      return base::fail(base::ErrorCode::numericalFailure, "The latent is not finite.");
    }
    ++made;
    if (onMade) onMade(recipe);
    images.push_back({fakePixels(recipe), recipe});
    images.back().recipe.program = "fake 1";
    images.back().recipe.batch = static_cast<int>(recipes.size());
  }
  return images;
}

}  // namespace chexgen::tests
