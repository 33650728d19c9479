// Whether a file says that it was generated, and how.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

#include "core/imaging/recipe.h"

namespace chexgen::imaging {

struct Origin {
  bool synthetic = false;
  std::optional<Recipe> recipe;  // where it was written by this program and is whole
};

// Looks for the marks that this program writes into PNG and DICOM, and for Synthetic Data (0008,001C) = YES
// of any other. A file without a mark, or one that cannot be read, is not synthetic as far as can be known.
[[nodiscard]] Origin originOf(std::span<const std::byte> bytes);
[[nodiscard]] Origin originOf(const std::filesystem::path& file);

}  // namespace chexgen::imaging
