#include "core/training/table_text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/training/cells.h"
#include "core/training/table_columns.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

// Objects with the same entries, or some of them.
struct JsonRows {
  std::vector<Json> objects;
  std::vector<std::size_t> lines;
  std::vector<std::string> keys;  // of all objects, each once
};

Result<void> addObject(JsonRows& rows, Json object, std::size_t line, const fs::path& file) {
  for (const auto& [key, unused] : object.items()) {
    if (std::find(rows.keys.begin(), rows.keys.end(), key) == rows.keys.end()) rows.keys.push_back(key);
  }
  if (rows.keys.size() > base::CsvLimits{}.columns) {
    return fail(ErrorCode::formatInvalid, "The rows have too many different entries.", file);
  }
  rows.objects.push_back(std::move(object));
  rows.lines.push_back(line);
  return {};
}

tl::unexpected<base::Error> failIn(std::size_t line, const std::string& what, const fs::path& file) {
  return fail(ErrorCode::formatInvalid, "Line " + std::to_string(line) + ": " + what, file,
              "Nothing was changed.");
}

Result<JsonRows> parseJsonLines(std::string_view text, const fs::path& file) {
  JsonRows rows;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view row = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    ++line;
    if (row.empty()) continue;
    auto object = base::parseJson(row, file);
    if (!object || !object->is_object())
      return failIn(line, object ? "This is not a JSON object." : object.error().message, file);
    CHEXGEN_TRY(addObject(rows, std::move(*object), line, file));
  }
  return rows;
}

// The line at which each value of an array starts.
std::vector<std::size_t> linesOfValues(std::string_view array) {
  std::vector<std::size_t> lines;
  std::size_t line = 1, depth = 0;
  bool inText = false;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const char c = array[i];
    if (c == '\n') ++line;
    if (inText) {
      if (c == '\\') ++i;
      inText = c != '"';
    } else if (c == '"') {
      inText = true;
    } else if (c == '{' || c == '[') {
      if (++depth == 2) lines.push_back(line);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return lines;
}

Result<JsonRows> parseJsonArray(std::string_view text, const fs::path& file) {
  CHEXGEN_ASSIGN(Json array, base::parseJson(text, file, {.bytes = base::CsvLimits{}.bytes}));
  const auto lines = linesOfValues(text);
  JsonRows rows;
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (!array[i].is_object() || i >= lines.size())
      return fail(ErrorCode::formatInvalid,
                  "Entry " + std::to_string(i + 1) + " of the array is not a JSON object.", file,
                  "Nothing was changed.");
    CHEXGEN_TRY(addObject(rows, std::move(array[i]), lines[i], file));
  }
  return rows;
}

Result<std::string> textOf(const Json& object, const std::string& key, std::size_t line,
                           const fs::path& file) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return "";
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number() || found->is_boolean()) return found->dump();
  return failIn(line, "the entry \"" + key + "\" is neither a text nor a number.", file);
}

// Labels may also be a list, which becomes the text that a CSV has.
Result<std::string> listText(const Json& object, const std::string& key, std::size_t line,
                             const fs::path& file) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return textOf(object, key, line, file);
  std::string text;
  for (const Json& entry : *found) {
    CHEXGEN_ASSIGN(const std::string word, textOf(Json{{key, entry}}, key, line, file));
    text += (text.empty() ? "" : "|") + word;
  }
  return text;
}

// Only the columns that serve a purpose: other entries may be of any kind.
Result<base::CsvTable> tableOf(const JsonRows& rows, const TableColumns& columns, const fs::path& file) {
  base::CsvTable table;
  const auto add = [&](const std::string& column) {
    if (!column.empty() && std::find(table.header.begin(), table.header.end(), column) == table.header.end())
      table.header.push_back(column);
  };
  for (const ColumnPurpose& purpose : columnPurposes()) add(columns.*purpose.column);
  for (const std::string& column : oneHotColumns(rows.keys, columns)) add(column);
  table.lines = rows.lines;
  for (std::size_t i = 0; i < rows.objects.size(); ++i) {
    std::vector<std::string> row;
    for (const std::string& column : table.header) {
      const auto read = column == columns.labels ? listText : textOf;
      CHEXGEN_ASSIGN(std::string cell, read(rows.objects[i], column, rows.lines[i], file));
      row.push_back(std::move(cell));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

// Nothing when the text is no JSON.
Result<std::optional<JsonRows>> jsonRows(std::string_view text, const fs::path& file) {
  const std::string_view start = trimmed(text);
  if (start.starts_with('{')) {
    CHEXGEN_ASSIGN(JsonRows rows, parseJsonLines(text, file));
    return std::optional(std::move(rows));
  }
  if (start.starts_with('[') && trimmed(start.substr(1)).starts_with('{')) {
    CHEXGEN_ASSIGN(JsonRows rows, parseJsonArray(text, file));
    return std::optional(std::move(rows));
  }
  return std::optional<JsonRows>();
}

}  // namespace

Result<TextTable> readTextTable(std::string_view text, const TableOptions& options, const fs::path& file) {
  TextTable table;
  CHEXGEN_ASSIGN(const auto json, jsonRows(text, file));
  if (json) {
    CHEXGEN_ASSIGN(table.columns, findColumns(json->keys, options.columns, options.images, file));
    CHEXGEN_ASSIGN(table.cells, tableOf(*json, table.columns, file));
    return table;
  }
  CHEXGEN_ASSIGN(table.cells, base::parseCsv(text, file));
  CHEXGEN_ASSIGN(table.columns, findColumns(table.cells.header, options.columns, options.images, file));
  return table;
}

Result<ColumnNames> columnNames(std::string_view text, const fs::path& file) {
  CHEXGEN_ASSIGN(auto json, jsonRows(text, file));
  if (json) return ColumnNames{.names = std::move(json->keys), .remarks = {}};
  CHEXGEN_ASSIGN(auto table, base::parseCsv(text, file));
  return ColumnNames{.names = std::move(table.header), .remarks = std::move(table.remarks)};
}

}  // namespace chexgen::training
