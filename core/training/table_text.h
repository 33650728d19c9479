// A table's file as rows of text, whether it is separated, JSON lines or a JSON array.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/training/data_table.h"

namespace chexgen::training {

struct TextTable {
  base::CsvTable cells;
  TableColumns columns;  // as found
};

// `text` is UTF-8. Fails as readTable says.
[[nodiscard]] base::Result<TextTable> readTextTable(std::string_view text, const TableOptions& options,
                                                    const std::filesystem::path& file);

// The names of the columns alone.
[[nodiscard]] base::Result<ColumnNames> columnNames(std::string_view text, const std::filesystem::path& file);

}  // namespace chexgen::training
