#include "tests/project/made_images.h"

#include <stdexcept>
#include <string>

#include "core/jobs/image_output.h"

namespace chexgen::tests {
namespace {

constexpr int side = 16;

}  // namespace

imaging::Recipe madeRecipe(std::uint64_t seed, bool withMask) {
  imaging::Recipe recipe;
  recipe.report = "No acute finding " + std::to_string(seed) + ".";
  recipe.prompt = recipe.cleanedPrompt = recipe.report;
  if (withMask) {
    recipe.condition =
        imaging::Condition{"mask", "drawn.png", std::string(64, 'b'),
                           imaging::Image8{side, side, 3, std::vector<std::uint8_t>(side * side * 3, 7)}};
  }
  recipe.modelName = "fake";
  recipe.modelSha256 = std::string(64, 'a');
  recipe.profile = "studio";
  recipe.sampler = "ddim";
  recipe.steps = 3;
  recipe.guidance = 4;
  recipe.seed = seed;
  recipe.width = recipe.height = side;
  recipe.program = "fake 1";
  recipe.device = "cpu";
  recipe.precision = "fp32";
  return recipe;
}

jobs::ImageReply publish(const std::filesystem::path& runFolder, const imaging::Recipe& recipe) {
  imaging::Image8 pixels{side, side, 1, std::vector<std::uint8_t>(side * side)};
  for (std::size_t i = 0; i < pixels.pixels.size(); ++i) {
    pixels.pixels[i] = static_cast<std::uint8_t>((recipe.seed + 1) * (i + 3) % 251);
  }
  const auto published =
      jobs::publishImage(runFolder, "images/" + std::to_string(recipe.seed) + ".png", {pixels, recipe});
  if (!published) throw std::runtime_error(base::describe(published.error()));
  jobs::ImageReply reply{0, published->file, published->sha256, recipe};
  if (reply.recipe.condition) reply.recipe.condition->image = {};  // as a worker's line has it
  return reply;
}

jobs::ImageReply publish(const std::filesystem::path& runFolder, std::uint64_t seed) {
  return publish(runFolder, madeRecipe(seed));
}

}  // namespace chexgen::tests
