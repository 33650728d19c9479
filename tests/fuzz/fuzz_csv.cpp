// Any bytes as a table, in whatever encoding and with whatever separator. What is accepted must come back
// unchanged after it was written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/csv.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto table = base::parseCsv(text);
  if (!table) return 0;
  for (const std::string& name : table->header) (void)table->column(name + " ");
  for (const auto& row : table->rows)
    for (const std::string& cell : row) (void)table->number(cell);
  // A name may itself start with the bytes of a byte-order mark: with one in front, that one is dropped.
  std::string written = "\xEF\xBB\xBF" + base::csvRow(table->header);
  for (const auto& row : table->rows) {
    if (row.size() != table->header.size()) std::abort();
    written += base::csvRow(row);
  }
  const auto again = base::parseCsv(written);
  if (!again || again->header != table->header || again->rows != table->rows) std::abort();
  return 0;
}
