// Finds out which column of a table serves which purpose.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/training/data_table.h"

namespace chexgen::training {

// The columns of `header` that serve: those that `wanted` names, exactly as written, and for the rest the
// first of the purpose's usual names that is there. Empty where there is none. argumentInvalid when a named
// column is not there, or no column names the image.
[[nodiscard]] base::Result<TableColumns> findColumns(std::span<const std::string> header,
                                                     const TableColumns& wanted,
                                                     const std::filesystem::path& file);

}  // namespace chexgen::training
