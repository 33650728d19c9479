// The manifest of a checkpoint: which files it has, and their hashes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace chexgen::training {

struct CheckpointFile {
  std::string name;  // a plain name, no path
  std::string sha256;
  std::uint64_t bytes = 0;
};

struct CheckpointManifest {
  std::int64_t step = 0;
  std::vector<CheckpointFile> files;
};

// Hashes every file of the folder, waits until it is on the disk, and writes manifest.json beside them.
// argumentInvalid when something there is no plain file.
[[nodiscard]] base::Result<void> writeCheckpointManifest(const std::filesystem::path& folder,
                                                         std::int64_t step, const base::CancelToken& cancel);
// Fails like readJsonFile, and with formatInvalid or formatUnsupported.
[[nodiscard]] base::Result<CheckpointManifest> readCheckpointManifest(const std::filesystem::path& folder);

}  // namespace chexgen::training
