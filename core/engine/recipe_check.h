// What a model makes of a recipe: open entries filled, impossible wishes refused in plain words.
#pragma once

#include "core/base/error.h"
#include "core/imaging/recipe.h"
#include "core/jobs/backend.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

// See Generator::complete.
[[nodiscard]] base::Result<imaging::Recipe> completeRecipe(const imaging::Recipe& recipe,
                                                           const weights::Manifest& manifest,
                                                           const jobs::ModelInfo& model);

}  // namespace chexgen::engine
