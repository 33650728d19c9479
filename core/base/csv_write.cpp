#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/csv.h"
#include "core/base/csv_parser.h"

namespace chexgen::base {
namespace {

// What makes a spreadsheet compute a cell that begins with it; the last four as they are written in wide
// letters, which some take for the same.
constexpr std::array<std::string_view, 10> formulaBeginnings{
    "=", "+", "-", "@", "\t", "\r", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};

// Whether behind any apostrophes it would be computed. With the apostrophes of its own a cell stays apart
// from one that was marked.
bool beginsFormula(std::string_view cell) {
  cell.remove_prefix(std::min(cell.find_first_not_of('\''), cell.size()));
  return std::any_of(formulaBeginnings.begin(), formulaBeginnings.end(),
                     [&](std::string_view beginning) { return cell.starts_with(beginning); });
}

bool isPlainNumber(std::string_view cell) {
  if (cell.starts_with('+') || cell.starts_with('-')) cell.remove_prefix(1);
  if (cell.empty() || !(cell.front() == '.' || (cell.front() >= '0' && cell.front() <= '9'))) return false;
  double value = 0;
  const auto parsed = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return parsed.ec == std::errc() && parsed.ptr == cell.data() + cell.size();
}

}  // namespace

std::string_view withoutBlanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(blanks), text.size());
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::string withoutTextMark(std::string cell) {
  if (cell.starts_with('\'') && beginsFormula(cell)) cell.erase(0, 1);
  return cell;
}

std::string csvField(std::string_view value, CsvCells cells) {
  const bool isMarked = cells == CsvCells::forSpreadsheets && beginsFormula(value) && !isPlainNumber(value);
  const bool isPlain =
      value.find_first_of(",;|=\"\t\r\n<{[%") == std::string_view::npos && value == withoutBlanks(value);
  const std::string mark = isMarked ? "'" : "";
  if (isPlain) return mark + std::string(value);
  std::string quoted = '"' + mark;
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csvRow(const std::vector<std::string>& fields, CsvCells cells) {
  const auto isEmpty = [](const std::string& field) {
    return field.find_first_not_of(" \t") == std::string::npos;
  };
  // Bare, it would be a blank line, which readers skip.
  const bool allEmpty = std::all_of(fields.begin(), fields.end(), isEmpty);
  std::string row;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) row += ',';
    row += i == 0 && allEmpty && fields[i].empty() ? "\"\"" : csvField(fields[i], cells);
  }
  return row + "\n";
}

}  // namespace chexgen::base
