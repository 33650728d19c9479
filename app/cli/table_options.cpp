#include "app/cli/table_options.h"

#include <string>

#include "core/training/table_columns.h"

namespace chexgen::cli {

void addColumnOptions(CLI::App& command, training::TableColumns& columns) {
  for (const training::ColumnPurpose& purpose : training::columnPurposes())
    command.add_option("--" + std::string(purpose.name) + "-column", columns.*purpose.column)
        ->group("Columns, where their names are unusual (\"-\": none)");
}

}  // namespace chexgen::cli
