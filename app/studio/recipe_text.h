// Recipes and stored images as text for people.
#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>

#include "app/studio/result_strip.h"
#include "core/imaging/recipe.h"
#include "core/project/stored_image.h"

namespace chexgen::studio {

// "starter · seed 7 · 25 steps · guidance 4"
[[nodiscard]] QString recipeLine(const imaging::Recipe& recipe);
// The whole recipe, a line for each entry.
[[nodiscard]] QString recipeDetails(const imaging::Recipe& recipe);
// What differs, as "Seed: 7 → 8"; empty for equal recipes. Where they were computed counts too.
[[nodiscard]] QStringList recipeDifferences(const imaging::Recipe& first, const imaging::Recipe& second);
// How the strip shows an image of the project in `folder`.
[[nodiscard]] StripImage stripImage(const project::StoredImage& image);

}  // namespace chexgen::studio
