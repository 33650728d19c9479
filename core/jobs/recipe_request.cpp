#include "core/jobs/recipe_request.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/jobs/job_spec.h"
#include "core/text/demographics.h"

namespace chexgen::jobs {
namespace {

// All entries that a recipe's JSON form can have, taken from a recipe that has everything.
const std::vector<std::string>& recipeEntries() {
  static const std::vector<std::string> entries = [] {
    imaging::Recipe full;
    full.demographics.sex = "";
    full.condition.emplace();
    std::vector<std::string> keys;
    const base::OrderedJson value = imaging::toJson(full);
    for (const auto& [key, unused] : value.items()) keys.push_back(key);
    return keys;
  }();
  return entries;
}

}  // namespace

imaging::Recipe openRecipe() {
  imaging::Recipe recipe;
  recipe.guidance = -1;
  return recipe;
}

base::Result<imaging::Recipe> openRecipeFromJson(const base::Json& value, const std::filesystem::path& file) {
  const auto& entries = recipeEntries();
  const std::vector<std::string_view> known(entries.begin(), entries.end());
  CHEXGEN_TRY(onlyKnownEntries(value, known, file));
  if (!value.contains("report") && !value.contains("prompt")) {
    return base::fail(base::ErrorCode::formatInvalid, "A recipe needs the entry \"report\".", file);
  }
  base::Json whole = imaging::toJson(openRecipe());
  whole.update(value);
  // A seed is text, since readers of JSON keep only 53 bits; a plain number is welcome where it is exact.
  if (whole["seed"].is_number_integer()) whole["seed"] = whole["seed"].dump();
  auto recipe = imaging::recipeFromJson(whole);
  if (!recipe) recipe.error().file = file;
  return recipe;
}

text::PromptParts promptParts(const imaging::Recipe& recipe) {
  const imaging::Demographics& who = recipe.demographics;
  return {.sex = who.sex, .age = who.age, .race = who.race, .view = who.view, .report = recipe.report};
}

base::Result<imaging::Recipe> understoodRecipe(imaging::Recipe recipe) {
  if (!recipe.prompt.empty()) return recipe;
  CHEXGEN_ASSIGN(text::PromptParts parts, text::understoodParts(promptParts(recipe)));
  recipe.demographics = {.sex = parts.sex, .age = parts.age, .race = parts.race, .view = parts.view};
  recipe.report = std::move(parts.report);
  return recipe;
}

bool asksForSameImage(const imaging::Recipe& asked, const imaging::Recipe& made) {
  imaging::Recipe comparable = made;
  comparable.program = asked.program;
  comparable.device = asked.device;
  comparable.batch = asked.batch;
  comparable.threads = asked.threads;
  return comparable == asked;
}

std::size_t batchEnd(std::span<const imaging::Recipe> recipes, std::size_t start, std::size_t limit) {
  const imaging::Recipe& first = recipes[start];
  std::size_t end = start + 1;
  while (end < recipes.size() && end - start < limit && recipes[end].sampler == first.sampler &&
         recipes[end].steps == first.steps) {
    ++end;
  }
  return end;
}

}  // namespace chexgen::jobs
