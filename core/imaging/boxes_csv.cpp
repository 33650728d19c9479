#include <charconv>
#include <optional>

#include "core/base/csv.h"
#include "core/imaging/box_parsers.h"

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;
using Row = std::vector<std::string>;

base::Result<double> numberOf(const std::string& field, std::string_view column) {
  double value = 0;
  const char* end = field.data() + field.size();
  const auto [stop, error] = std::from_chars(field.data(), end, value);
  if (error != std::errc() || stop != end) {
    return fail(ErrorCode::formatInvalid,
                "\"" + field + "\" in the column \"" + std::string(column) + "\" is not a number.");
  }
  return value;
}

struct Columns {
  std::size_t label = 0, x = 0, y = 0, width = 0, height = 0;
  std::optional<std::size_t> image, imageWidth, imageHeight;
};

base::Result<std::size_t> needed(const base::CsvTable& table, std::string_view name) {
  if (const auto found = table.column(name)) return *found;
  return fail(ErrorCode::formatInvalid, "The column \"" + std::string(name) + "\" is missing.", {}, {},
              "Boxes need the columns label (or finding), x, y, w and h.");
}

base::Result<Columns> columnsOf(const base::CsvTable& table) {
  Columns columns;
  CHEXGEN_ASSIGN(columns.label, needed(table, table.column("finding") ? "finding" : "label"));
  CHEXGEN_ASSIGN(columns.x, needed(table, "x"));
  CHEXGEN_ASSIGN(columns.y, needed(table, "y"));
  CHEXGEN_ASSIGN(columns.width, needed(table, "w"));
  CHEXGEN_ASSIGN(columns.height, needed(table, "h"));
  columns.image = table.column("image");
  columns.imageWidth = table.column("width");
  columns.imageHeight = table.column("height");
  return columns;
}

base::Result<RawBox> boxOf(const Row& row, const Columns& columns) {
  RawBox box;
  box.label = row[columns.label];
  CHEXGEN_ASSIGN(box.x, numberOf(row[columns.x], "x"));
  CHEXGEN_ASSIGN(box.y, numberOf(row[columns.y], "y"));
  CHEXGEN_ASSIGN(box.width, numberOf(row[columns.width], "w"));
  CHEXGEN_ASSIGN(box.height, numberOf(row[columns.height], "h"));
  return box;
}

// Takes the image size from the row, which must agree with the rows before.
base::Result<void> readSize(const Row& row, const Columns& columns, RawSheet& sheet) {
  if (!columns.imageWidth || !columns.imageHeight) return {};
  CHEXGEN_ASSIGN(const double width, numberOf(row[*columns.imageWidth], "width"));
  CHEXGEN_ASSIGN(const double height, numberOf(row[*columns.imageHeight], "height"));
  if (!sheet.boxes.empty() && (width != sheet.width || height != sheet.height)) {
    return fail(ErrorCode::formatInvalid, "The image has another size than in the rows before.");
  }
  sheet.width = width;
  sheet.height = height;
  return {};
}

base::Result<void> addRow(const Row& row, const Columns& columns, const std::string& where, RawSheet& sheet) {
  CHEXGEN_TRY(readSize(row, columns, sheet));
  CHEXGEN_ASSIGN(RawBox box, boxOf(row, columns));
  box.where = where;
  sheet.boxes.push_back(std::move(box));
  return {};
}

}  // namespace

base::Result<RawSheet> rawBoxesFromCsv(std::string_view text, const BoxQuery& query,
                                       const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::parseCsv(text, file));
  CHEXGEN_ASSIGN(const Columns columns, columnsOf(table));
  RawSheet sheet;
  std::string image = query.image;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row& row = table.rows[i];
    const std::string where = "line " + std::to_string(table.lines[i]);
    if (columns.image) {
      if (image.empty()) image = row[*columns.image];
      const bool other = row[*columns.image] != image;
      if (other && query.image.empty()) {
        return at(where, {.code = ErrorCode::argumentInvalid,
                          .message = "The file holds boxes of several images.",
                          .next = "Say which image is meant."});
      }
      if (other) continue;
    }
    auto added = addRow(row, columns, where, sheet);
    if (!added) return at(where, std::move(added).error());
  }
  return sheet;
}

}  // namespace chexgen::imaging
