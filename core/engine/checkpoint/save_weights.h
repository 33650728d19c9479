// From tensors to safetensors files.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/engine/tensor.h"
#include "core/weights/safetensors_writer.h"

namespace chexgen::engine {

// Publishes the tensors, each in its own type, in the order of their keys. Fails with the writer's errors.
[[nodiscard]] base::Result<weights::WrittenFile> saveWeights(
    const std::filesystem::path& file, const WeightMap& tensors,
    const std::map<std::string, std::string>& metadata = {});

// The same with floating tensors stored as `type`.
[[nodiscard]] WeightMap converted(const WeightMap& tensors, at::ScalarType type);

}  // namespace chexgen::engine
