// The options by which commands are told which column of a table serves which purpose.
#pragma once

#include <span>

#include "app/cli/command.h"
#include "core/base/columns.h"
#include "core/training/data_table.h"

namespace chexgen::cli {

// Adds --ROLE-column for every role ("boxes_image": --boxes-image-column); "-" is none.
void addColumnOptions(CLI::App& command, std::span<const base::ColumnRole> roles, base::Columns& columns);
// Adds --image-column, --prompt-column and so on for every purpose; "-" is none.
void addColumnOptions(CLI::App& command, training::TableColumns& columns);

}  // namespace chexgen::cli
