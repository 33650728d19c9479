// The options by which commands are told which column of a table serves which purpose.
#pragma once

#include "app/cli/command.h"
#include "core/training/data_table.h"

namespace chexgen::cli {

// Adds --image-column, --prompt-column and so on for every purpose; "-" is none.
void addColumnOptions(CLI::App& command, training::TableColumns& columns);

}  // namespace chexgen::cli
