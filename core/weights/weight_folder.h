// Which file of a folder holds the weights, by the names that diffusers and transformers give.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace chexgen::weights {

struct WeightFile {
  std::filesystem::path file;        // a file of weights or an index of shards
  std::vector<std::string> remarks;  // when there was something to choose, each a sentence
};

// The usual names go first (safetensors before pickles, the plain name before a variant such as fp16), then
// the only file of weights. fileMissing when there is none; argumentInvalid when several could be meant,
// naming them; formatUnsupported when the folder is of another kind (an adapter, shards of a training
// program, another program's model), saying of which.
[[nodiscard]] base::Result<WeightFile> weightFileIn(const std::filesystem::path& folder);

// argumentInvalid when the file is one of several shards by its name ("model-00002-of-00005.safetensors"):
// alone it is a part of a network.
[[nodiscard]] base::Result<void> refuseSingleShard(const std::filesystem::path& file);

}  // namespace chexgen::weights
