#include "core/report/document.h"

#include <algorithm>

namespace chexgen::report {

bool holdsNumbers(const Table& table, std::size_t column) {
  const auto isNumber = [](const std::string& cell) {
    const std::size_t first = cell.find_first_not_of("<> +-");
    if (first == std::string::npos) return false;
    const std::string_view rest = std::string_view(cell).substr(first);
    return (rest.front() >= '0' && rest.front() <= '9') || rest.starts_with("−") || rest.starts_with("–");
  };
  return column > 0 && std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
           return column >= row.size() || isNumber(row[column]);
         });
}

}  // namespace chexgen::report
