// Tables and settings for training with the real program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace chexgen::tests {

// A table of `rows` smooth grey pictures of 96 × 96 pixels with reports, masks and patients; every fourth row
// is held out. Gives the table's path.
std::filesystem::path writeTrainingTable(const std::filesystem::path& folder, int rows = 8);

// The words of `chexgen train` that make a tiny transformer on `data`: a few milliseconds a step, a
// checkpoint after each.
[[nodiscard]] std::vector<std::string> tinyTraining(const std::filesystem::path& data,
                                                    const std::filesystem::path& run, int steps,
                                                    int batch = 4);

// Encodes a fresh table with the small model (masks as conditions); throws when that fails.
std::filesystem::path encodeTinyData(const std::filesystem::path& folder);

}  // namespace chexgen::tests
