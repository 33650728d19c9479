// Checkpoints that torch.save wrote (.pth, .pt, .bin): a ZIP archive of one pickle and the raw storages.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/error.h"
#include "core/weights/tensor_tables.h"

namespace chexgen::weights {

// Every dictionary of tensors in the bytes of such a file, under the names that the file gives; optimiser
// states are passed over. `owner` keeps the bytes alive, `source` only names them in messages. Contiguous
// tensors lie in the bytes; strided ones are copied. Metadata: "dictionary" (empty), "epoch" and "step" (also
// Lightning's global_step) and "program" (Lightning or DeepSpeed with its version) when they are there.
// formatUnsupported for TorchScript and for storages that are no plain numbers; formatForbidden as
// Pickle::parse.
[[nodiscard]] base::Result<TensorTables> parseTorchZip(std::span<const std::byte> bytes,
                                                       std::shared_ptr<const void> owner,
                                                       const std::filesystem::path& source);

}  // namespace chexgen::weights
