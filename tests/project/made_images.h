// Images of a project as a worker publishes them.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/imaging/recipe.h"
#include "core/jobs/protocol.h"

namespace chexgen::tests {

// A complete recipe of a 16 × 16 image; `withMask` adds a condition with its picture.
[[nodiscard]] imaging::Recipe madeRecipe(std::uint64_t seed, bool withMask = false);

// Publishes the image of this recipe as RUN_FOLDER/images/SEED.png, as a worker does, and gives its reply
// line.
[[nodiscard]] jobs::ImageReply publish(const std::filesystem::path& runFolder, const imaging::Recipe& recipe);
[[nodiscard]] jobs::ImageReply publish(const std::filesystem::path& runFolder, std::uint64_t seed);

}  // namespace chexgen::tests
