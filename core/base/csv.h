// Tables of separated fields, as RFC 4180 has them and as people's programs save them, with a header row and
// limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::base {

struct CsvLimits {
  std::uint64_t bytes = 1ULL << 30U;
  std::size_t columns = 4096;
  std::size_t rows = 50'000'000;
};

struct CsvTable {
  std::vector<std::string> header;             // without white space around the names
  std::vector<std::vector<std::string>> rows;  // each as long as the header
  std::vector<std::size_t> lines;              // the line of the file (from 1) at which each row starts
  char separator = ',';                        // comma, semicolon, tab, "|" or what a line "sep=" names
  std::vector<std::string> remarks;  // what a person should know of how the table was read, plain sentences

  // The position of the column with this name: as written, else the only one that differs by case, white
  // space, "_", "-", quotes or a byte-order mark. Nothing when there is none, or several.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  // The number that a cell states, white space around it aside; a decimal comma where commas do not separate.
  // Nothing when the cell is no finite number.
  [[nodiscard]] std::optional<double> number(std::string_view cell) const;
};

// Parses a table out of the bytes of a file (see decodeText for its encoding). What separates the fields is
// what the header row shows, or a first line "sep=;"; where several would do, that which gives most rows as
// many fields as the header. Fields may be quoted, with doubled quotes and line breaks inside; LF, CRLF or
// CR; blank lines and lines of separators only are skipped, and so are columns without a name and without
// content. A row with another number of fields than the header, an unclosed quote or a repeated column name
// is formatInvalid and names line and column; JSON and HTML are formatUnsupported. An apostrophe before what
// a spreadsheet would compute marks a text and is no part of it.
[[nodiscard]] Result<CsvTable> parseCsv(std::string_view bytes, const std::filesystem::path& file = {},
                                        const CsvLimits& limits = {});
[[nodiscard]] Result<CsvTable> readCsvFile(const std::filesystem::path& path, const CsvLimits& limits = {});

// How texts stand in a file. A spreadsheet computes a text that begins with =, +, -, @, a tab or a carriage
// return: such a text, when it is no number, has an apostrophe before it, which parseCsv takes away again.
// `raw` is for programs that read the cells byte by byte, and for nothing that a person opens.
enum class CsvCells { forSpreadsheets, raw };

// The field as it must stand in a file: quoted when it holds anything that a reader might take for more than
// text.
[[nodiscard]] std::string csvField(std::string_view value, CsvCells cells = CsvCells::forSpreadsheets);
// One row with its line end.
[[nodiscard]] std::string csvRow(const std::vector<std::string>& fields,
                                 CsvCells cells = CsvCells::forSpreadsheets);

}  // namespace chexgen::base
