// What a file or folder of weights is, without loading it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/key_maps.h"
#include "core/weights/manifest.h"

namespace chexgen::weights {

// One network that was found.
struct NetworkSummary {
  NetworkKind kind = NetworkKind::transformer;
  std::string label;  // "transformer", "mask control", …
  std::filesystem::path source;
  std::uint64_t parameters = 0;
  std::uint64_t bytes = 0;
  std::set<std::string> types;  // "BF16", …
  base::Json architecture;      // null when `problem` says why it is not known
  std::string problem;          // what is wrong or not known, in words; empty if nothing
};

struct Inspection {
  std::filesystem::path path;
  std::string form;  // "model folder", "diffusers pipeline", "safetensors file", "torch checkpoint", "sharded
                     // checkpoint"
  std::optional<Manifest> manifest;  // of a model folder
  std::vector<NetworkSummary> networks;
  base::Json metadata;  // of a single checkpoint: epoch, step, …
  std::vector<std::string>
      remarks;  // which wrappings came off, what was chosen or passed over, each a sentence
};

// Opens and checks every file's structure and every key, but reads no weights (and computes no hash). The
// error is that of the reader when the path itself cannot be read; a fault in one network stands in its
// `problem`.
[[nodiscard]] base::Result<Inspection> inspect(const std::filesystem::path& path);

}  // namespace chexgen::weights
