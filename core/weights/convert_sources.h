// The parts of a model that is being converted: found, opened, checked, not yet written. Used by convert.cpp.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/convert.h"
#include "core/weights/key_maps.h"
#include "core/weights/manifest.h"

namespace chexgen::weights {

// One network, mapped from its source.
struct ConvertPart {
  NetworkKind kind = NetworkKind::transformer;
  std::string label;     // for progress and messages
  std::string fileName;  // in the model folder
  std::filesystem::path source;
  base::Json sourceMetadata;
  base::Json architecture;
  std::vector<ExpectedTensor> expected;
  MappedTensors tensors;
  bool mayBeLinked = false;  // the source is a safetensors file with exactly these tensors under these names
};

struct ConvertParts {
  Manifest manifest;  // architectures, sizes and texts; no files yet
  std::vector<ConvertPart> networks;
  std::filesystem::path tokenizer;
  std::vector<std::string> remarks;  // what the readers have to say, each with its part in front
};

// Finds and opens every part and checks that they fit together, base models of controls included.
[[nodiscard]] base::Result<ConvertParts> gatherParts(const ConvertRequest& request,
                                                     const base::CancelToken& cancel);

}  // namespace chexgen::weights
