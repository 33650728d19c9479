// A recipe as a request or a job asks for it: any part may be left open for the model to fill.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/recipe.h"
#include "core/text/prompt.h"

namespace chexgen::jobs {

// A recipe with everything left open: empty texts, no steps, negative guidance, no size, seed 0.
[[nodiscard]] imaging::Recipe openRecipe();

// Parses an object with any of the entries of a recipe's JSON form; absent entries are left open. Fails with
// formatInvalid for an unknown entry, one of the wrong kind, or when neither report nor prompt is there.
[[nodiscard]] base::Result<imaging::Recipe> openRecipeFromJson(const base::Json& value,
                                                               const std::filesystem::path& file = {});

// A recipe as its prompt shall state it: sex, age, race and view in the spelling of the models, a prefix of
// the report ("sex:Male, age:70. …") taken into them. One that has its prompt already, which an image that is
// made again has, comes back as it is. Fails like text::understoodParts.
[[nodiscard]] base::Result<imaging::Recipe> understoodRecipe(imaging::Recipe recipe);

// What the prompt of a recipe is joined from.
[[nodiscard]] text::PromptParts promptParts(const imaging::Recipe& recipe);

// Whether an image made by `made` may stand for one asked by `asked`: all that decides the picture is equal,
// precision included. Program version, device, batch and thread count, which change it by at most a grey
// level, are not compared.
[[nodiscard]] bool asksForSameImage(const imaging::Recipe& asked, const imaging::Recipe& made);

// Where the batch that starts at `start` ends: at most `limit` images, all with the sampler and the number of
// steps of the first, since a batch advances step by step together.
[[nodiscard]] std::size_t batchEnd(std::span<const imaging::Recipe> recipes, std::size_t start,
                                   std::size_t limit);

}  // namespace chexgen::jobs
