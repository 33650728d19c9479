// What the names of a table's columns say, for each kind of table that the Studio reads.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/columns.h"
#include "core/base/error.h"

namespace chexgen::studio {

struct ColumnsLook {
  std::vector<std::string> header;
  base::Columns found;               // by their names
  std::size_t oneHot = 0;            // columns of 1 and 0 that stand for the role "labels"
  std::vector<std::string> remarks;  // of the reader: encoding, separators, columns without a name
};

// A kind of table: what its columns can serve for, in the order in which people are asked, and how it is
// looked at without opening a picture.
struct TableKind {
  std::vector<std::string_view> roles;
  std::function<base::Result<ColumnsLook>(const std::filesystem::path&)> look;
};

// As training::readTable reads it: radiographs with reports or labels. Only these roles are asked for, where
// they are given.
[[nodiscard]] TableKind radiographTable(const std::vector<std::string_view>& roles = {});
// As jobs::listCases reads it: a report in each row.
[[nodiscard]] TableKind reportTable();
// As study::readCases reads it: an image in each row.
[[nodiscard]] TableKind caseTable();

}  // namespace chexgen::studio
