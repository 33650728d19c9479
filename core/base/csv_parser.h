// The records of a table whose separator is known.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/csv.h"

namespace chexgen::base {

struct CsvRecord {
  std::vector<std::string> fields;
  std::size_t line = 1;        // at which it starts
  bool isBlank = false;        // nothing stands in it, not even quotes
  bool hasStrayQuote = false;  // a quote inside a field that does not start with one
};

[[nodiscard]] std::string_view withoutBlanks(std::string_view text);

// The cell as it was meant: without the apostrophe that csvRow puts before what a spreadsheet would compute.
[[nodiscard]] std::string withoutTextMark(std::string cell);

// Goes through a text record by record.
class CsvRecords {
 public:
  // `line` is that of the text's first character. The text and the file name must live as long.
  CsvRecords(std::string_view text, char separator, std::size_t line, const std::filesystem::path& file,
             std::size_t mostColumns)
      : text_(text), separator_(separator), line_(line), file_(file), mostColumns_(mostColumns) {}

  // Skips blank lines; false at the end.
  [[nodiscard]] bool findNext();
  // The record that starts here. formatInvalid, naming line and column, when a quote is not closed, text
  // follows a closing quote, or there are too many fields.
  [[nodiscard]] Result<CsvRecord> read();

 private:
  [[nodiscard]] tl::unexpected<Error> failAt(std::size_t line, const std::string& what) const;
  [[nodiscard]] Result<std::string> readField(bool& isQuoted, std::size_t number);
  [[nodiscard]] Result<std::string> readQuoted(std::size_t number);
  [[nodiscard]] bool endsField(std::size_t position) const;
  [[nodiscard]] std::size_t afterBlanks(std::size_t position) const;
  [[nodiscard]] bool isClosedQuote(std::size_t opening) const;
  void skipLineEnd();

  std::string_view text_;
  char separator_;
  std::size_t line_;
  const std::filesystem::path& file_;
  std::size_t mostColumns_;
  std::size_t position_ = 0;
};

}  // namespace chexgen::base
