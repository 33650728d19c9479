// Checkpoints in several files with an index (model.safetensors.index.json, pytorch_model.bin.index.json;
// with a variant in the name, model.safetensors.index.fp16.json).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/weights/tensor_tables.h"

namespace chexgen::weights {

// Tensor name → shard file name, checked: plain file names only (formatForbidden otherwise), at most 4096
// files.
[[nodiscard]] base::Result<std::map<std::string, std::string>> parseShardIndex(
    std::string_view text, const std::filesystem::path& source);

// Opens every shard beside the index and gives exactly the tensors that the index lists; fileMissing names
// the shard, keyMissing and keyUnexpected name the tensor and its shard.
[[nodiscard]] base::Result<TensorTables> openSharded(const std::filesystem::path& index);

}  // namespace chexgen::weights
