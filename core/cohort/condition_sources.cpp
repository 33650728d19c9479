#include "core/cohort/condition_sources.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "core/base/compressed_file.h"
#include "core/base/csv.h"
#include "core/base/file_name.h"
#include "core/base/text_file.h"
#include "core/cohort/report_writer.h"
#include "core/cohort/stratum.h"
#include "core/imaging/png.h"
#include "core/imaging/siim_rle.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;
namespace fs = std::filesystem;

constexpr std::size_t sourceLimit = 1U << 30U;  // bytes, after decompression

// Which sides of the patient a finding lies on; gathered over its parts.
struct Sides {
  bool left = false, right = false;
  void add(double centre, double width) { (centre < width / 2 ? right : left) = true; }
  [[nodiscard]] text::Side side() const {
    return left && right ? text::Side::both
           : left        ? text::Side::left
           : right       ? text::Side::right
                         : text::Side::unstated;
  }
};

std::vector<text::FindingFact> factsOf(const std::map<std::string, Sides>& sides) {
  std::vector<text::FindingFact> facts;
  for (const auto& [finding, where] : sides)
    facts.push_back({finding, isSided(finding) ? where.side() : text::Side::unstated});
  return facts;
}

// ---- SIIM-ACR ----

struct ColumnNames {
  std::size_t image, code;
};

std::optional<ColumnNames> siimColumns(const base::CsvTable& table) {
  const auto image = table.column("ImageId"), code = table.column("EncodedPixels");
  if (!image || !code) return std::nullopt;
  return ColumnNames{*image, *code};
}

Result<ConditionSource::Item> writeSiimMask(const std::string& stem, const std::vector<std::string>& codes,
                                            const fs::path& folder) {
  CHEXGEN_ASSIGN(imaging::Image8 mask, imaging::makeImage(imaging::siimSide, imaging::siimSide, 1));
  for (const std::string& code : codes) CHEXGEN_TRY(imaging::drawSiimRle(code, mask));
  Sides sides;
  for (int y = 0; y < mask.height; ++y)
    for (int x = 0; x < mask.width; ++x)
      if (mask.pixels[mask.index(x, y)] != 0) sides.add(x, mask.width);
  const std::string file = stem + ".png";
  CHEXGEN_TRY(imaging::writePng(folder / file, mask));
  return ConditionSource::Item{file, {{"Pneumothorax", sides.side()}}};
}

Result<ConditionSource> readSiim(const base::CsvTable& table, const ColumnNames& columns,
                                 const fs::path& file, const fs::path& folder, std::size_t limit) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> codes;
  for (const auto& row : table.rows) {
    std::string code = row[columns.code];
    code.erase(0, std::min(code.find_first_not_of(' '), code.size()));
    auto& known = codes[row[columns.image]];
    if (known.empty() && code != "-1" && !code.empty()) order.push_back(row[columns.image]);
    if (code != "-1" && !code.empty()) known.push_back(code);
  }
  ConditionSource source{.kind = "mask", .words = "SIIM-ACR run-length masks"};
  source.leftOut = codes.size() - order.size();
  const std::vector<std::string> stems = base::uniqueStems(order);
  for (std::size_t i = 0; i < std::min(order.size(), limit); ++i) {
    auto item = writeSiimMask(stems[i], codes[order[i]], folder);
    if (!item) {
      item.error().file = file;
      item.error().message = "The mask of " + order[i] + ": " + item.error().message;
      return tl::unexpected(item.error());
    }
    source.items.push_back(std::move(*item));
  }
  return source;
}

// ---- boxes ----

std::map<std::string, Sides> sidesOf(const imaging::BoxSheet& sheet) {
  std::map<std::string, Sides> sides;
  for (const imaging::FindingBox& box : sheet.boxes) {
    const std::string label = box.finding.name == "Diffuse Nodule" ? "Nodule" : box.finding.name;
    const auto fact = parseFindings(label);
    if (fact && !fact->empty()) sides[fact->front().finding].add(box.x + box.width / 2, sheet.width);
  }
  return sides;
}

// What was left out of a file of boxes, and why.
struct LeftOutSheets {
  std::size_t faulty = 0, first = 0;
  std::optional<base::Error> why;
};

void remarkLeftOut(const imaging::BoxFile& boxes, const std::vector<std::string>& names,
                   const LeftOutSheets& left, ConditionSource& source) {
  source.remarks = boxes.remarks();
  if (left.faulty > 0)
    source.remarks.push_back(
        std::to_string(left.faulty) +
        " radiograph(s) were left out because a box of theirs cannot be used; the first is \"" +
        names[left.first] + "\": " + left.why->message);
  std::string unknown;
  for (const auto& [label, count] : boxes.unknownClasses())
    unknown += (unknown.empty() ? "\"" : ", \"") + label + "\" (" + std::to_string(count) + ")";
  if (!unknown.empty())
    source.remarks.push_back("Boxes of classes that are not known were left out: " + unknown + ".");
}

Result<ConditionSource> readBoxSource(const imaging::BoxFile& boxes, const fs::path& folder,
                                      std::size_t limit, const imaging::BoxQuery& query) {
  ConditionSource source{.kind = "boxes", .words = boxes.words()};
  const std::vector<std::string> names = boxes.images(), stems = base::uniqueStems(names);
  LeftOutSheets left;
  for (std::size_t i = 0; i < names.size() && source.items.size() < limit; ++i) {
    const auto sheet = boxes.sheetAt(i, query);
    if (!sheet && boxes.hasBoxes(i)) {
      if (left.faulty++ == 0) left.first = i, left.why = sheet.error();
      continue;
    }
    if (!sheet) {
      ++source.leftOut;
      continue;
    }
    const std::string file = stems[i] + ".json";
    CHEXGEN_TRY(imaging::writeBoxesJson(folder / file, *sheet));
    source.items.push_back({file, factsOf(sidesOf(*sheet))});
  }
  // Nothing is left to be made: the first reason says more than that there is nothing.
  if (source.items.empty() && left.why) return tl::unexpected(*left.why);
  remarkLeftOut(boxes, names, left, source);
  return source;
}

}  // namespace

Result<ConditionSource> readConditionSource(const fs::path& file, const fs::path& folder, std::size_t limit,
                                            const imaging::BoxQuery& query) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readMaybeCompressed(file, sourceLimit));
  CHEXGEN_ASSIGN(const base::DecodedText decoded, base::decodeText(bytes, file));
  if (decoded.text.find("EncodedPixels") < decoded.text.find_first_of("\r\n")) {
    CHEXGEN_ASSIGN(const base::CsvTable table, base::parseCsv(decoded.text, file));
    if (const auto columns = siimColumns(table)) return readSiim(table, *columns, file, folder, limit);
  }
  auto boxes = imaging::BoxFile::read(file, query);
  if (!boxes) {
    if (boxes.error().safe.empty()) boxes.error().safe = "Nothing was made.";
    if (boxes.error().next.empty())
      boxes.error().next = "Masks as files go with a table of prompts that has a column mask.";
    return tl::unexpected(boxes.error());
  }
  return readBoxSource(*boxes, folder, limit, query);
}

}  // namespace chexgen::cohort
