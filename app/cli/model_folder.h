// What a command uses when the user names no model or tokenizer.
#pragma once

#include <filesystem>

#include "core/base/error.h"

namespace chexgen::cli {

// `asked` if it is not empty, else $CHEXGEN_MODEL, else the starter model among the program's resources.
// fileMissing with what to do when there is none.
[[nodiscard]] base::Result<std::filesystem::path> chooseModel(const std::filesystem::path& asked);

// A file or folder among the program's resources, for example "tokenizer/t5/spiece.model"; empty when it is
// not there.
[[nodiscard]] std::filesystem::path findResource(const std::filesystem::path& relative);

}  // namespace chexgen::cli
