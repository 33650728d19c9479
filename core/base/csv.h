// Comma-separated tables as RFC 4180 has them, with a header row and limits.
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
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // each as long as the header
  std::vector<std::size_t> lines;              // the line of the file (from 1) at which each row starts

  // The position of the column with this name, if there is one.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
};

// Parses a table: quoted fields with doubled quotes and line breaks inside, LF or CRLF, a UTF-8 byte-order
// mark is dropped, blank lines are skipped. A row with another number of fields than the header, an unclosed
// quote or a repeated column name is formatInvalid and names the line.
[[nodiscard]] Result<CsvTable> parseCsv(std::string_view text, const std::filesystem::path& file = {},
                                        const CsvLimits& limits = {});
[[nodiscard]] Result<CsvTable> readCsvFile(const std::filesystem::path& path, const CsvLimits& limits = {});

// The field as it must stand in a file: quoted when it holds a comma, a quote or a line break.
[[nodiscard]] std::string csvField(std::string_view value);
// One row with its line end.
[[nodiscard]] std::string csvRow(const std::vector<std::string>& fields);

}  // namespace chexgen::base
