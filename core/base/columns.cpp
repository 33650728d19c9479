#include "core/base/columns.h"

#include <algorithm>
#include <cctype>

namespace chexgen::base {
std::string columnKey(std::string_view name) {
  std::string kept;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) kept += static_cast<char>(std::tolower(byte));
  }
  return kept;
}

std::string listed(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text;
}

std::string columnOf(const Columns& columns, std::string_view role) {
  const auto found = columns.find(role);
  return found == columns.end() ? std::string() : found->second;
}

Result<std::string> columnFor(std::span<const std::string> header, const ColumnRole& role,
                              const std::string& wanted, const std::filesystem::path& file) {
  if (!wanted.empty()) {
    if (std::find(header.begin(), header.end(), wanted) != header.end()) return wanted;
    if (wanted == noColumn) return std::string();
    return fail(ErrorCode::argumentInvalid,
                "The table has no column \"" + wanted + "\"; it has " + listed(header) + ".", file,
                "Nothing was changed.");
  }
  for (const std::string_view usual : role.usual) {
    if (std::find(header.begin(), header.end(), usual) != header.end()) return std::string(usual);
    const auto alike = std::find_if(header.begin(), header.end(), [&](const std::string& column) {
      return columnKey(column) == columnKey(usual);
    });
    if (alike != header.end()) return *alike;
  }
  return std::string();
}

Result<Columns> columnsFor(std::span<const std::string> header, std::span<const ColumnRole> roles,
                           const Columns& wanted, const std::filesystem::path& file) {
  for (const auto& [name, column] : wanted)
    if (std::none_of(roles.begin(), roles.end(),
                     [&name = name](const ColumnRole& role) { return role.name == name; }))
      return fail(ErrorCode::argumentInvalid, "No column of this table serves as \"" + name + "\".", file,
                  "Nothing was changed.");
  Columns found;
  for (const ColumnRole& role : roles) {
    CHEXGEN_ASSIGN(std::string column, columnFor(header, role, columnOf(wanted, role.name), file));
    if (!column.empty()) found.emplace(role.name, std::move(column));
  }
  return found;
}

std::string columnsInWords(std::span<const std::pair<std::string_view, std::string>> taken) {
  std::string words;
  for (const auto& [role, column] : taken)
    words.append(words.empty() ? "" : ", ").append(role).append(" = ").append(column);
  return "These columns were taken as: " + (words.empty() ? std::string("none") : words) + ".";
}

std::string columnsInWords(std::span<const ColumnRole> roles, const Columns& taken) {
  std::vector<std::pair<std::string_view, std::string>> pairs;
  for (const ColumnRole& role : roles)
    if (std::string column = columnOf(taken, role.name); !column.empty())
      pairs.emplace_back(role.name, std::move(column));
  return columnsInWords(pairs);
}

}  // namespace chexgen::base
