// A model folder with random weights that generates in a moment.
#pragma once

#include <filesystem>

#include "core/weights/manifest.h"

namespace chexgen::tests {

// Writes a 64-pixel model with a mask branch into `folder`; throws with the reason when it cannot.
weights::Manifest makeSmallModel(const std::filesystem::path& folder);

}  // namespace chexgen::tests
