#include "core/base/csv.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/csv_parser.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text_file.h"

namespace chexgen::base {
namespace {

namespace fs = std::filesystem;

constexpr std::array<char, 4> csvSeparators{',', ';', '\t', '|'};  // the likelier first
constexpr std::size_t lookedAt = 200;  // records that choose between csvSeparators

// ---- what is no table ----

Result<void> refuseMarkup(std::string_view text, const fs::path& file) {
  const std::string_view start = withoutBlanks(text.substr(0, std::min<std::size_t>(text.size(), 4096)));
  const auto refuse = [&](const char* what, const char* next) {
    return fail(ErrorCode::formatUnsupported, std::string("This is ") + what + ", not a separated table.",
                file, "Nothing was changed.", next);
  };
  for (const std::string_view tag : {"<?xml", "<html", "<HTML", "<!DOCTYPE", "<!doctype", "<table", "<TABLE"})
    if (start.starts_with(tag))
      return refuse("a web page or XML (some programs save spreadsheets so)",
                    "Open it in a spreadsheet program and save it as CSV (UTF-8).");
  // A table may start with such a sign; it is JSON only when it reads as JSON.
  if (!start.starts_with('{') && !start.starts_with('[')) return {};
  const std::size_t lineEnd = text.find_first_of("\r\n", text.find_first_of("{["));
  for (const std::string_view part : {text.substr(0, lineEnd), text}) {
    const auto json = parseJson(part);
    if (!json || json->empty()) continue;
    if (json->is_object() || (json->is_array() && json->front().is_object()))
      return refuse("JSON", "Give a table in CSV: a header row, and one row for each case.");
  }
  return {};
}

// ---- the separator ----

struct Start {
  std::string_view text;  // after a line "sep="
  std::size_t line = 1;
  std::optional<char> separator;
};

// A first line "sep=;", which Excel writes and reads.
Start startOf(std::string_view text) {
  constexpr std::string_view key = "sep=";
  const auto isAlike = [](char small, char any) {
    return std::tolower(static_cast<unsigned char>(any)) == small;
  };
  if (text.size() <= key.size() || !std::equal(key.begin(), key.end(), text.begin(), isAlike))
    return {text, 1, std::nullopt};
  const char separator = text[key.size()];
  std::string_view rest = text.substr(key.size() + 1);
  const bool known = std::find(csvSeparators.begin(), csvSeparators.end(), separator) != csvSeparators.end();
  if (!known || (!rest.empty() && rest.front() != '\r' && rest.front() != '\n'))
    return {text, 1, std::nullopt};
  if (rest.starts_with('\r')) rest.remove_prefix(1);
  if (rest.starts_with('\n')) rest.remove_prefix(1);
  return {rest, 2, separator};
}

// How the first records look when they are divided by a separator.
struct Division {
  std::size_t columns = 0;  // of the header, unnamed ones at its end aside; 0: it cannot be read so
  std::size_t fitting = 0;  // records with as many fields
  std::size_t records = 0;
};

std::size_t withoutEmptyEnd(const std::vector<std::string>& fields) {
  std::size_t count = fields.size();
  while (count > 0 && withoutBlanks(fields[count - 1]).empty()) --count;
  return count;
}

Division divided(const Start& start, char separator, const fs::path& file, const CsvLimits& limits) {
  Division division;
  CsvRecords records(start.text, separator, start.line, file, limits.columns);
  std::size_t width = 0;
  for (std::size_t i = 0; i <= lookedAt && records.findNext(); ++i) {
    const auto record = records.read();
    if (record && record->isBlank) continue;
    if (width == 0) {
      // A quote in the middle of a name began as the quote of a field that another separator divides.
      if (!record || record->hasStrayQuote) break;
      width = record->fields.size();
      division.columns = withoutEmptyEnd(record->fields);
      continue;
    }
    ++division.records;
    if (!record) break;
    const bool fits = record->fields.size() >= division.columns && withoutEmptyEnd(record->fields) <= width;
    if (fits && !record->hasStrayQuote) ++division.fitting;
  }
  return division;
}

struct Choice {
  char separator = ',';
  bool textHoldsCommas = false;  // one column, whose texts are not quoted
};

Choice choose(const Start& start, const fs::path& file, const CsvLimits& limits) {
  if (start.separator) return {*start.separator, false};
  std::array<Division, csvSeparators.size()> divisions;
  for (std::size_t i = 0; i < csvSeparators.size(); ++i)
    divisions.at(i) = divided(start, csvSeparators.at(i), file, limits);
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < csvSeparators.size(); ++i) {
    const Division& mine = divisions.at(i);
    if (mine.columns < 2) continue;
    if (!best || std::pair(mine.fitting, mine.columns) >
                     std::pair(divisions.at(*best).fitting, divisions.at(*best).columns))
      best = i;
  }
  if (best) return {csvSeparators.at(*best), false};
  if (divisions.front().columns == 0) return {};
  // One column: whatever divides no row is right. Programs that separate by semicolons leave commas unquoted.
  for (std::size_t i = 0; i < csvSeparators.size(); ++i)
    if (divisions.at(i).columns == 1 && divisions.at(i).fitting == divisions.at(i).records)
      return {csvSeparators.at(i), i > 0};
  return {};
}

// ---- the table ----

// The beginning of a text, not cut inside a character.
std::string shortened(std::string_view text) {
  constexpr std::size_t most = 40;
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

class TableParser {
 public:
  TableParser(const fs::path& file, const CsvLimits& limits) : file_(file), limits_(limits) {}

  Result<CsvTable> parse(std::string_view text) {
    const Start start = startOf(text);
    const Choice choice = choose(start, file_, limits_);
    table_.separator = choice.separator;
    CsvRecords records(start.text, choice.separator, start.line, file_, limits_.columns);
    while (records.findNext()) {
      CHEXGEN_ASSIGN(CsvRecord record, records.read());
      if (record.isBlank) continue;
      CHEXGEN_TRY(table_.header.empty() ? takeHeader(std::move(record)) : takeRow(std::move(record)));
    }
    if (table_.header.empty())
      return fail(ErrorCode::formatInvalid, "The table has no header row.", file_, "Nothing was changed.");
    if (choice.textHoldsCommas)
      table_.remarks.push_back("The table has one column; the commas in its rows are part of the text.");
    dropEmptyColumns();
    return std::move(table_);
  }

 private:
  tl::unexpected<Error> failAt(std::size_t line, const std::string& what) const {
    return fail(ErrorCode::formatInvalid, "Line " + std::to_string(line) + " " + what + ".", file_,
                "Nothing was changed.",
                "Put texts that hold a separator, a quote or a line break between double quotes.");
  }

  Result<void> takeHeader(CsvRecord record) {
    std::set<std::string> seen;
    for (std::string& name : record.fields) {
      name = withoutTextMark(std::string(withoutBlanks(name)));
      if (!name.empty() && !seen.insert(name).second)
        return failAt(record.line, "names the column \"" + name + "\" twice");
    }
    named_ = withoutEmptyEnd(record.fields);
    table_.header = std::move(record.fields);
    return {};
  }

  Result<void> takeRow(CsvRecord record) {
    const std::size_t width = table_.header.size();
    if (record.fields.size() > width && withoutEmptyEnd(record.fields) <= width) record.fields.resize(width);
    // Columns without a name need not be there.
    if (record.fields.size() < width && record.fields.size() >= named_ && named_ > 0)
      record.fields.resize(width);
    if (record.fields.size() != width)
      return failAt(record.line, "has " + std::to_string(record.fields.size()) + " fields; the header has " +
                                     std::to_string(named_ > 0 ? named_ : width));
    if (table_.rows.size() >= limits_.rows)
      return fail(ErrorCode::fileTooLarge, "The table has too many rows.", file_);
    for (std::string& field : record.fields) field = withoutTextMark(std::move(field));
    table_.rows.push_back(std::move(record.fields));
    table_.lines.push_back(record.line);
    return {};
  }

  // Columns without a name in which nothing stands. In others something is written that nobody can ask for.
  void dropEmptyColumns() {
    std::vector<std::size_t> kept;
    for (std::size_t column = 0; column < table_.header.size(); ++column) {
      const auto filled = std::find_if(table_.rows.begin(), table_.rows.end(),
                                       [&](const auto& row) { return !withoutBlanks(row[column]).empty(); });
      const bool isNamed = !table_.header[column].empty();
      if (isNamed || filled != table_.rows.end()) kept.push_back(column);
      if (isNamed || filled == table_.rows.end() || column == 0) continue;  // the first one numbers the rows
      const auto row = static_cast<std::size_t>(filled - table_.rows.begin());
      table_.remarks.push_back("Column " + std::to_string(column + 1) +
                               " has no name and was not used; in line " + std::to_string(table_.lines[row]) +
                               " it says \"" + shortened((*filled)[column]) + "\".");
    }
    if (kept.size() == table_.header.size() || kept.empty()) return;
    const auto keep = [&](std::vector<std::string>& fields) {
      std::vector<std::string> left;
      left.reserve(kept.size());
      for (const std::size_t column : kept) left.push_back(std::move(fields[column]));
      fields = std::move(left);
    };
    keep(table_.header);
    for (auto& row : table_.rows) keep(row);
  }

  const fs::path& file_;
  const CsvLimits& limits_;
  CsvTable table_;
  std::size_t named_ = 0;  // columns of the header, unnamed ones at its end aside
};

// What is left of a name when spelling does not count.
std::string folded(std::string_view name) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  std::string kept;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i).starts_with(mark)) {
      i += mark.size() - 1;
    } else if (std::string_view(" \t\r\n_-\"'").find(name[i]) == std::string_view::npos) {
      kept += name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
    }
  }
  return kept;
}

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  const std::string wanted = folded(name);
  if (wanted.empty()) return std::nullopt;
  const auto isWanted = [&](const std::string& one) { return folded(one) == wanted; };
  const auto alike = std::find_if(header.begin(), header.end(), isWanted);
  if (alike == header.end() || std::any_of(alike + 1, header.end(), isWanted)) return std::nullopt;
  return static_cast<std::size_t>(alike - header.begin());
}

std::optional<double> CsvTable::number(std::string_view cell) const {
  std::string text(withoutBlanks(cell));
  if (separator != ',' && std::count(text.begin(), text.end(), ',') == 1 &&
      text.find('.') == std::string::npos)
    std::replace(text.begin(), text.end(), ',', '.');
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.erase(0, 1);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value))
    return std::nullopt;
  return value;
}

Result<CsvTable> parseCsv(std::string_view bytes, const fs::path& file, const CsvLimits& limits) {
  CHEXGEN_ASSIGN(DecodedText decoded, decodeText(bytes, file));
  CHEXGEN_TRY(refuseMarkup(decoded.text, file));
  CHEXGEN_ASSIGN(CsvTable table, TableParser(file, limits).parse(decoded.text));
  table.remarks.insert(table.remarks.begin(), std::make_move_iterator(decoded.remarks.begin()),
                       std::make_move_iterator(decoded.remarks.end()));
  return table;
}

Result<CsvTable> readCsvFile(const fs::path& path, const CsvLimits& limits) {
  CHEXGEN_ASSIGN(const std::string bytes, readFile(path, limits.bytes));
  return parseCsv(bytes, path, limits);
}

}  // namespace chexgen::base
