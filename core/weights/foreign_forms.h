// Weights that are not read here, called by what they are: adapters, other programs' files, parts of a
// training run. Everything goes by names and first bytes; nothing is opened that asks for more.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

// formatUnsupported with what the file is and what to do, when its first bytes or its name say that it is of
// a form without weights for this program; nothing when it may be one that is read.
[[nodiscard]] std::optional<base::Error> foreignFile(std::span<const std::byte> bytes,
                                                     const std::filesystem::path& path);

// The same of a folder, by the files in it.
[[nodiscard]] std::optional<base::Error> foreignFolder(const std::filesystem::path& folder);

// The same of a set of tensors, by their names and, for an adapter's rank, shapes.
[[nodiscard]] std::optional<base::Error> foreignTensors(const std::map<std::string, TensorView>& tensors,
                                                        const std::filesystem::path& source);

}  // namespace chexgen::weights
