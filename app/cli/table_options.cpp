#include "app/cli/table_options.h"

#include <algorithm>
#include <string>

#include "core/training/table_columns.h"

namespace chexgen::cli {

namespace {

constexpr const char* columnGroup = "Columns, where their names are unusual (\"-\": none)";

}  // namespace

void addColumnOptions(CLI::App& command, std::span<const base::ColumnRole> roles, base::Columns& columns) {
  for (const base::ColumnRole& role : roles) {
    std::string option(role.name);
    std::replace(option.begin(), option.end(), '_', '-');
    command.add_option("--" + option + "-column", columns[std::string(role.name)])->group(columnGroup);
  }
}

void addColumnOptions(CLI::App& command, training::TableColumns& columns) {
  for (const training::ColumnPurpose& purpose : training::columnPurposes())
    command.add_option("--" + std::string(purpose.name) + "-column", columns.*purpose.column)
        ->group(columnGroup);
}

}  // namespace chexgen::cli
