// Checkpoints that torch.save wrote (.pth, .pt, .bin): a ZIP archive of one pickle and the raw storages.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/error.h"
#include "core/weights/tensor_store.h"

namespace chexgen::weights {

// Maps the file and gives the weights of its `state_dict_ema`, else `state_dict`, else of the top dictionary
// itself, without the prefix "module.". Contiguous tensors lie in the map; strided ones are copied. Metadata:
// "dictionary" (which was used), "epoch" and "step" when they are there. formatUnsupported for the older form
// without ZIP and for storages that are no plain numbers.
[[nodiscard]] base::Result<TensorStore> openTorchZip(const std::filesystem::path& path);

// The same on bytes in memory; `owner` keeps them alive, `source` only names them in messages.
[[nodiscard]] base::Result<TensorStore> parseTorchZip(std::span<const std::byte> bytes,
                                                      std::shared_ptr<const void> owner,
                                                      const std::filesystem::path& source);

}  // namespace chexgen::weights
