#include "app/studio/table_looks.h"

#include <algorithm>

#include "core/base/csv.h"
#include "core/jobs/case_list.h"
#include "core/study/case_sources.h"
#include "core/training/table_columns.h"

namespace chexgen::studio {

namespace {

base::Result<ColumnsLook> lookAtRadiographs(const std::filesystem::path& table) {
  ColumnsLook look;
  CHEXGEN_ASSIGN(auto names, training::readColumnNames(table));
  look.header = std::move(names.names);
  look.remarks = std::move(names.remarks);
  CHEXGEN_ASSIGN(const auto columns, training::findColumns(look.header, {}, false, table));
  for (const training::ColumnPurpose& purpose : training::columnPurposes())
    if (const std::string& column = columns.*purpose.column; !column.empty())
      look.found.emplace(purpose.name, column);
  look.oneHot = training::oneHotColumns(look.header, columns).size();
  return look;
}

// A table that is separated text and nothing else.
TableKind separated(std::span<const base::ColumnRole> roles) {
  TableKind kind;
  for (const base::ColumnRole& role : roles) kind.roles.push_back(role.name);
  kind.look = [roles](const std::filesystem::path& file) -> base::Result<ColumnsLook> {
    CHEXGEN_ASSIGN(base::CsvTable table, base::readCsvFile(file));
    CHEXGEN_ASSIGN(base::Columns found, base::columnsFor(table.header, roles, {}, file));
    return ColumnsLook{
        .header = std::move(table.header), .found = std::move(found), .remarks = std::move(table.remarks)};
  };
  return kind;
}

}  // namespace

TableKind radiographTable(const std::vector<std::string_view>& roles) {
  TableKind kind{.roles = {}, .look = lookAtRadiographs};
  for (const training::ColumnPurpose& purpose : training::columnPurposes())
    if (roles.empty() || std::find(roles.begin(), roles.end(), purpose.name) != roles.end())
      kind.roles.push_back(purpose.name);
  return kind;
}

TableKind reportTable() { return separated(jobs::caseListRoles()); }

TableKind caseTable() { return separated(study::caseRoles()); }

}  // namespace chexgen::studio
