#include "core/training/data_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/json.h"
#include "core/base/sha256.h"
#include "core/text/demographics.h"
#include "core/training/cells.h"
#include "core/training/table_columns.h"

namespace chexgen::training {
namespace {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// What a cell states; nothing for the words that people write where they do not know.
std::string stated(std::string_view cell) {
  constexpr std::array<std::string_view, 7> unknown{"", "nan", "none", "null", "unknown", "n/a", "na"};
  const std::string_view text = trimmed(cell);
  return std::find(unknown.begin(), unknown.end(), lowered(text)) == unknown.end() ? std::string(text) : "";
}

std::vector<std::string> labelsOf(std::string_view cell) {
  std::vector<std::string> labels;
  for (std::size_t begin = 0; begin < cell.size();) {
    const std::size_t end = std::min(cell.find_first_of("|;,", begin), cell.size());
    const std::string label = stated(cell.substr(begin, end - begin));
    const std::string lower = lowered(label);
    if (!label.empty() && lower != "no finding" && lower != "no findings" && lower != "normal")
      labels.push_back(label);
    begin = end + 1;
  }
  return labels;
}

// ---- JSON lines as a table of texts ----

struct JsonLines {
  std::vector<Json> objects;
  std::vector<std::size_t> lines;
  std::vector<std::string> keys;  // of all objects, each once
};

Result<JsonLines> parseJsonLines(std::string_view text, const fs::path& file) {
  JsonLines parsed;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view row = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    ++line;
    if (row.empty()) continue;
    auto object = base::parseJson(row, file);
    if (!object || !object->is_object()) {
      const std::string what = object ? "This is not a JSON object." : object.error().message;
      return fail(ErrorCode::formatInvalid, "Line " + std::to_string(line) + ": " + what, file,
                  "Nothing was changed.");
    }
    for (const auto& [key, unused] : object->items()) {
      if (std::find(parsed.keys.begin(), parsed.keys.end(), key) == parsed.keys.end()) {
        parsed.keys.push_back(key);
      }
    }
    if (parsed.keys.size() > base::CsvLimits{}.columns) {
      return fail(ErrorCode::formatInvalid, "The rows have too many different entries.", file);
    }
    parsed.objects.push_back(std::move(*object));
    parsed.lines.push_back(line);
  }
  return parsed;
}

Result<std::string> textOf(const Json& object, const std::string& key, std::size_t line,
                           const fs::path& file) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return "";
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number()) return found->dump();
  return fail(ErrorCode::formatInvalid,
              "Line " + std::to_string(line) + ": the entry \"" + key + "\" is neither a text nor a number.",
              file, "Nothing was changed.");
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
Result<base::CsvTable> tableOf(const JsonLines& parsed, const TableColumns& columns, const fs::path& file) {
  base::CsvTable table;
  for (const std::string& column :
       {columns.image, columns.prompt, columns.mask, columns.boxes, columns.split, columns.patient,
        columns.id, columns.sex, columns.age, columns.race, columns.view, columns.labels}) {
    if (!column.empty() && !table.column(column)) table.header.push_back(column);
  }
  table.lines = parsed.lines;
  for (std::size_t i = 0; i < parsed.objects.size(); ++i) {
    std::vector<std::string> row;
    for (const std::string& column : table.header) {
      const auto read = column == columns.labels ? listText : textOf;
      CHEXGEN_ASSIGN(std::string cell, read(parsed.objects[i], column, parsed.lines[i], file));
      row.push_back(std::move(cell));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

// ---- rows ----

class RowReader {
 public:
  RowReader(const base::CsvTable& table, const DataTable& result, bool demographics)
      : table_(table), result_(result), demographics_(demographics) {}

  [[nodiscard]] TableRow read(std::size_t position) const {
    const auto& cells = table_.rows[position];
    const TableColumns& columns = result_.columns;
    TableRow row;
    row.line = table_.lines[position];
    row.image = path(cells, columns.image);
    row.mask = path(cells, columns.mask);
    row.boxes = path(cells, columns.boxes);
    row.patient = trimmed(cell(cells, columns.patient));
    row.id = trimmed(cell(cells, columns.id));
    if (row.id.empty()) row.id = base::stemOf(row.image.string());
    if (row.image.empty()) row.problem = "The row names no image.";
    const std::string split(trimmed(cell(cells, columns.split)));
    if (const auto known = splitNamed(split)) {
      row.split = *known;
    } else {
      row.problem = "The split \"" + split + "\" is not known; write train, val or test.";
    }
    readPatient(cells, row);
    row.labels = labelsOf(cell(cells, columns.labels));
    row.prompt = prompt(cells, row);
    return row;
  }

 private:
  using Cells = std::vector<std::string>;

  [[nodiscard]] std::string_view cell(const Cells& cells, const std::string& name) const {
    const auto column = name.empty() ? std::nullopt : table_.column(name);
    return column ? std::string_view(cells[*column]) : std::string_view();
  }

  [[nodiscard]] fs::path path(const Cells& cells, const std::string& name) const {
    const std::string_view text = trimmed(cell(cells, name));
    return text.empty() ? fs::path() : (result_.root / text).lexically_normal();
  }

  // What a cell says in the spelling of the models. What is not understood stands as it is where it is only
  // counted, and is the row's problem where it would be stated.
  template <class Value, class Read>
  void readStated(std::string_view cell, const Read& read, TableRow& row, Value& value) const {
    const std::string written = stated(cell);
    const auto understood = read(written);
    if constexpr (std::is_same_v<Value, std::string>) value = understood ? understood->value_or("") : written;
    if constexpr (!std::is_same_v<Value, std::string>) value = understood ? *understood : std::nullopt;
    if (demographics_ && !understood) row.problem = understood.error().message;
  }

  void readPatient(const Cells& cells, TableRow& row) const {
    const TableColumns& columns = result_.columns;
    readStated(cell(cells, columns.sex), text::sexFrom, row, row.sex);
    readStated(cell(cells, columns.age), text::ageFrom, row, row.age);
    readStated(cell(cells, columns.race), text::raceFrom, row, row.race);
    readStated(cell(cells, columns.view), text::viewFrom, row, row.view);
  }

  [[nodiscard]] std::string prompt(const Cells& cells, TableRow& row) const {
    std::string report(cell(cells, result_.columns.prompt));
    if (!demographics_) return report;
    const text::PromptParts written{
        .sex = row.sex, .age = row.age, .race = row.race, .view = row.view, .report = std::move(report)};
    const auto parts = text::understoodParts(written);
    if (!parts && row.problem.empty()) row.problem = parts.error().message;
    return text::joinPrompt(parts ? *parts : written);
  }

  const base::CsvTable& table_;
  const DataTable& result_;
  bool demographics_;
};

// The file's text without a byte-order mark, and the table that knows where it came from.
Result<std::pair<std::string, DataTable>> readText(const fs::path& file, const fs::path& root) {
  CHEXGEN_ASSIGN(std::string text, base::readFile(file, base::CsvLimits{}.bytes));
  DataTable table;
  table.file = file;
  table.root = fs::absolute(root.empty() ? fs::absolute(file).parent_path() : root).lexically_normal();
  table.sha256 = base::sha256(text);
  constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(byteOrderMark)) text.erase(0, byteOrderMark.size());
  return std::pair(std::move(text), std::move(table));
}

void markSharedBoxes(std::vector<TableRow>& rows) {
  std::map<fs::path, std::size_t> named;
  for (const TableRow& row : rows) ++named[row.boxes];
  for (TableRow& row : rows) row.boxesOfSeveral = named[row.boxes] > 1;
}

Result<void> refuseEmpty(const DataTable& table) {
  if (!table.rows.empty()) return {};
  return fail(ErrorCode::argumentInvalid, "The table has no rows.", table.file);
}

std::string groupOf(const TableRow& row, const DataTable& table) {
  // The path below the root, so that the same data give the same split on every machine.
  return row.patient.empty() ? row.image.lexically_relative(table.root).generic_string() : row.patient;
}

}  // namespace

Result<DataTable> readTable(const fs::path& file, const TableOptions& options) {
  CHEXGEN_ASSIGN(auto read, readText(file, options.root));
  auto& [text, result] = read;
  base::CsvTable table;
  if (trimmed(text).starts_with('{')) {
    CHEXGEN_ASSIGN(const JsonLines parsed, parseJsonLines(text, file));
    CHEXGEN_ASSIGN(result.columns, findColumns(parsed.keys, options.columns, file));
    CHEXGEN_ASSIGN(table, tableOf(parsed, result.columns, file));
  } else {
    CHEXGEN_ASSIGN(table, base::parseCsv(text, file));
    CHEXGEN_ASSIGN(result.columns, findColumns(table.header, options.columns, file));
  }
  const RowReader reader(table, result, options.demographics);
  for (std::size_t i = 0; i < table.rows.size(); ++i) result.rows.push_back(reader.read(i));
  markSharedBoxes(result.rows);
  CHEXGEN_TRY(refuseEmpty(result));
  return std::move(result);
}

Result<DataTable> readFeatureList(const fs::path& file, const fs::path& root) {
  CHEXGEN_ASSIGN(auto read, readText(file, root));
  auto& [text, table] = read;
  table.isFeatureList = true;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view rest = trimmed(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
    ++line;
    if (rest.empty()) continue;
    TableRow row;
    row.line = line;
    const std::array<fs::path*, 3> places{&row.image, &row.text, &row.condition};
    std::size_t count = 0;
    bool isRow = true;
    for (; !rest.empty(); ++count) {
      const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
      rest = trimmed(rest.substr(word.size()));
      isRow = isRow && count < places.size() && word.ends_with(".npz");
      if (isRow) *places.at(count) = (table.root / word).lexically_normal();
    }
    if (!isRow || count < 2) {
      return fail(ErrorCode::formatInvalid,
                  "Line " + std::to_string(line) + " is not two or three .npz paths separated by spaces.",
                  file, "Nothing was changed.");
    }
    row.id = base::stemOf(row.image.string());
    table.rows.push_back(std::move(row));
  }
  CHEXGEN_TRY(refuseEmpty(table));
  return std::move(table);
}

Result<void> assignSplits(DataTable& table, std::uint64_t seed, const HeldOut& heldOut) {
  if (!(heldOut.validation >= 0 && heldOut.test >= 0 && heldOut.validation + heldOut.test < 1)) {
    return fail(ErrorCode::argumentInvalid,
                "The fractions that are held out must be at least 0 and together below 1.");
  }
  std::map<std::string, Split> statedSplits;
  for (const TableRow& row : table.rows) {
    if (row.split != Split::none) statedSplits.emplace(groupOf(row, table), row.split);
  }
  for (TableRow& row : table.rows) {
    if (row.split != Split::none) continue;
    const std::string group = groupOf(row, table);
    const auto found = statedSplits.find(group);
    row.split = found == statedSplits.end() ? splitOf(group, seed, heldOut) : found->second;
  }
  return {};
}

}  // namespace chexgen::training
