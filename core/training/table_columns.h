// Finds out which column of a table serves which purpose.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/columns.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/training/data_table.h"

namespace chexgen::training {

// What a column can serve for: its name in settings and on the command line, and its place.
struct ColumnPurpose {
  std::string_view name;
  std::string TableColumns::*column;
};
// All of them, in the order in which people are told.
[[nodiscard]] std::span<const ColumnPurpose> columnPurposes();

using base::noColumn;
// The columns of the purposes that are named by role; the others stay empty.
[[nodiscard]] TableColumns tableColumns(const base::Columns& columns);

// The columns of `header` that serve: those that `wanted` names, exactly as written, and for the rest the
// first of the purpose's usual names that is there, as NIH ChestX-ray14, CheXpert, MIMIC-CXR, PadChest,
// VinBigData and RSNA have them, too. Empty where there is none. argumentInvalid when a named column is not
// there, or no column names the image although images are needed.
[[nodiscard]] base::Result<TableColumns> findColumns(std::span<const std::string> header,
                                                     const TableColumns& wanted, bool needsImage,
                                                     const std::filesystem::path& file);

// The columns that are named after a label ("Cardiomegaly", "No Finding") and hold 1, 0 or -1; none where
// another column holds the labels.
[[nodiscard]] std::vector<std::string> oneHotColumns(std::span<const std::string> header,
                                                     const TableColumns& columns);

// The columns that are named, by purpose, as settings keep them.
[[nodiscard]] base::OrderedJson toJson(const TableColumns& columns);
// formatInvalid for an unknown purpose or a name that is no text.
[[nodiscard]] base::Result<TableColumns> columnsFromJson(const base::Json& value,
                                                         const std::filesystem::path& file = {});

// "These columns were taken as: image = Path, sex = Sex, labels = Edema and 13 others", for people.
[[nodiscard]] std::string columnsInWords(const DataTable& table);

}  // namespace chexgen::training
