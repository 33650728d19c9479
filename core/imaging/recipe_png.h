// A generated radiograph as a PNG that says what it is and carries the recipe to make it again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/imaging/image.h"
#include "core/imaging/recipe.h"

namespace chexgen::imaging {

// The PNG's text chunks "chexgen:recipe" (JSON), "Synthetic", "Software" and "Description" stand before the
// pixels. argumentInvalid unless the image is grey and every text UTF-8.
// `bits` is 8 or 16; see encodeGreyPng16.
[[nodiscard]] base::Result<std::string> encodeRecipePng(const Image8& image, const Recipe& recipe,
                                                        int bits = 8);
// The same, published atomically.
[[nodiscard]] base::Result<void> writeRecipePng(const std::filesystem::path& path, const Image8& image,
                                                const Recipe& recipe);

// The recipe out of such a PNG. formatUnsupported when it holds none (another program wrote or stripped it),
// formatInvalid when it holds two or a damaged one; otherwise the errors of decodePng and recipeFromJson.
[[nodiscard]] base::Result<Recipe> decodeRecipePng(std::span<const std::byte> bytes,
                                                   const std::filesystem::path& file = {});
[[nodiscard]] base::Result<Recipe> readRecipePng(const std::filesystem::path& path);

}  // namespace chexgen::imaging
