#include "core/base/csv.h"

#include <algorithm>
#include <set>

#include "core/base/file.h"

namespace chexgen::base {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const std::filesystem::path& file, const CsvLimits& limits)
      : text_(text), file_(file), limits_(limits) {}

  Result<CsvTable> parse() {
    CsvTable table;
    while (position_ < text_.size()) {
      const std::size_t startLine = line_;
      if (skipBlankLine()) continue;
      CHEXGEN_ASSIGN(auto record, readRecord());
      if (table.header.empty()) {
        CHEXGEN_TRY(checkHeader(record, startLine));
        table.header = std::move(record);
        continue;
      }
      if (record.size() != table.header.size()) {
        return failAt(startLine, "has " + std::to_string(record.size()) + " fields; the header has " +
                                     std::to_string(table.header.size()));
      }
      if (table.rows.size() >= limits_.rows) {
        return fail(ErrorCode::fileTooLarge, "The table has too many rows.", file_);
      }
      table.rows.push_back(std::move(record));
      table.lines.push_back(startLine);
    }
    if (table.header.empty()) return fail(ErrorCode::formatInvalid, "The table has no header row.", file_);
    return table;
  }

 private:
  tl::unexpected<Error> failAt(std::size_t line, const std::string& what) const {
    return fail(ErrorCode::formatInvalid, "Line " + std::to_string(line) + " " + what + ".", file_);
  }

  Result<void> checkHeader(const std::vector<std::string>& header, std::size_t line) const {
    std::set<std::string_view> seen;
    for (const std::string& name : header) {
      if (!seen.insert(name).second) return failAt(line, "names the column \"" + name + "\" twice");
    }
    return {};
  }

  Result<std::vector<std::string>> readRecord() {
    std::vector<std::string> fields;
    for (;;) {
      CHEXGEN_ASSIGN(auto field, readField());
      fields.push_back(std::move(field));
      if (fields.size() > limits_.columns) return failAt(line_, "has too many fields");
      if (position_ < text_.size() && text_[position_] == ',') {
        ++position_;
        continue;
      }
      skipLineEnd();
      return fields;
    }
  }

  Result<std::string> readField() {
    if (position_ < text_.size() && text_[position_] == '"') return readQuoted();
    const std::size_t end = std::min(text_.find_first_of(",\r\n", position_), text_.size());
    std::string field(text_.substr(position_, end - position_));
    position_ = end;
    return field;
  }

  Result<std::string> readQuoted() {
    const std::size_t startLine = line_;
    std::string field;
    for (++position_; position_ < text_.size(); ++position_) {
      const char c = text_[position_];
      if (c == '\n') ++line_;
      if (c != '"') {
        field += c;
        continue;
      }
      if (position_ + 1 < text_.size() && text_[position_ + 1] == '"') {
        field += '"';
        ++position_;
        continue;
      }
      ++position_;
      if (position_ < text_.size() && text_.find_first_of(",\r\n", position_) != position_) {
        return failAt(line_, "has text after a closing quote");
      }
      return field;
    }
    return failAt(startLine, "opens a quote that is never closed");
  }

  bool skipBlankLine() {
    if (text_[position_] != '\r' && text_[position_] != '\n') return false;
    skipLineEnd();
    return true;
  }

  void skipLineEnd() {
    if (position_ < text_.size() && text_[position_] == '\r') ++position_;
    if (position_ < text_.size() && text_[position_] == '\n') ++position_;
    ++line_;
  }

  std::string_view text_;
  const std::filesystem::path& file_;
  const CsvLimits& limits_;
  std::size_t position_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

Result<CsvTable> parseCsv(std::string_view text, const std::filesystem::path& file, const CsvLimits& limits) {
  constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(byteOrderMark)) text.remove_prefix(byteOrderMark.size());
  return Parser(text, file, limits).parse();
}

Result<CsvTable> readCsvFile(const std::filesystem::path& path, const CsvLimits& limits) {
  CHEXGEN_ASSIGN(const std::string text, readFile(path, limits.bytes));
  return parseCsv(text, path, limits);
}

std::string csvField(std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csvRow(const std::vector<std::string>& fields) {
  // Bare, it would be a blank line, which readers skip.
  if (fields.size() == 1 && fields.front().empty()) return "\"\"\n";
  std::string row;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) row += ',';
    row += csvField(fields[i]);
  }
  return row + "\n";
}

}  // namespace chexgen::base
