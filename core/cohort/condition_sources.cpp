#include "core/cohort/condition_sources.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <string_view>

#include "core/base/compressed_file.h"
#include "core/base/csv.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/cohort/report_writer.h"
#include "core/cohort/stratum.h"
#include "core/imaging/boxes.h"
#include "core/imaging/png.h"
#include "core/imaging/siim_rle.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;
namespace fs = std::filesystem;

constexpr std::size_t sourceLimit = 1U << 30U;  // bytes, after decompression
constexpr int chestXDetSide = 1024;

std::string safeName(const std::string& name) {
  std::string safe = fs::path(name).stem().string();
  for (char& c : safe)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-' && c != '_') c = '_';
  return safe.empty() || safe.front() == '.' ? "_" + safe : safe;
}

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
  std::optional<std::size_t> image, code;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    std::string_view name = table.header[i];
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);  // the published file has one
    if (name == "ImageId") image = i;
    if (name == "EncodedPixels") code = i;
  }
  if (!image || !code) return std::nullopt;
  return ColumnNames{*image, *code};
}

Result<ConditionSource::Item> writeSiimMask(const std::string& name, const std::vector<std::string>& codes,
                                            const fs::path& folder) {
  CHEXGEN_ASSIGN(imaging::Image8 mask, imaging::makeImage(imaging::siimSide, imaging::siimSide, 1));
  for (const std::string& code : codes) CHEXGEN_TRY(imaging::drawSiimRle(code, mask));
  Sides sides;
  for (int y = 0; y < mask.height; ++y)
    for (int x = 0; x < mask.width; ++x)
      if (mask.pixels[mask.index(x, y)] != 0) sides.add(x, mask.width);
  const std::string file = safeName(name) + ".png";
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
  for (const std::string& name : order) {
    if (source.items.size() >= limit) break;
    auto item = writeSiimMask(name, codes[name], folder);
    if (!item) {
      item.error().file = file;
      item.error().message = "The mask of " + name + ": " + item.error().message;
      return tl::unexpected(item.error());
    }
    source.items.push_back(std::move(*item));
  }
  return source;
}

// ---- boxes ----

struct MarkedRadiograph {
  std::string name;
  imaging::BoxSheet sheet;
};

void addBox(MarkedRadiograph& marked, const std::string& label, double x, double y, double width,
            double height) {
  const auto finding = imaging::findingNamed(label);
  const bool inside = width > 0 && height > 0 && x >= 0 && y >= 0 && x + width <= marked.sheet.width &&
                      y + height <= marked.sheet.height;
  if (finding && inside)
    marked.sheet.boxes.push_back({.finding = *finding, .x = x, .y = y, .width = width, .height = height});
}

std::map<std::string, Sides> sidesOf(const imaging::BoxSheet& sheet) {
  std::map<std::string, Sides> sides;
  for (const imaging::FindingBox& box : sheet.boxes) {
    const std::string label = box.finding.name == "Diffuse Nodule" ? "Nodule" : box.finding.name;
    const auto fact = parseFindings(label);
    if (fact && !fact->empty()) sides[fact->front().finding].add(box.x + box.width / 2, sheet.width);
  }
  return sides;
}

Result<void> addSheet(const MarkedRadiograph& marked, const fs::path& folder, ConditionSource& source) {
  if (marked.sheet.boxes.empty()) {
    ++source.leftOut;
    return {};
  }
  OrderedJson json{{"width", marked.sheet.width}, {"height", marked.sheet.height}};
  json["boxes"] = OrderedJson::array();
  for (const imaging::FindingBox& box : marked.sheet.boxes)
    json["boxes"].push_back({{"label", box.finding.name},
                             {"x", box.x},
                             {"y", box.y},
                             {"width", box.width},
                             {"height", box.height}});
  const std::string file = safeName(marked.name) + ".json";
  CHEXGEN_TRY(base::writeFileAtomically(folder / file, json.dump() + "\n"));
  source.items.push_back({file, factsOf(sidesOf(marked.sheet))});
  return {};
}

Result<MarkedRadiograph> chestXDetEntry(const Json& entry, const fs::path& file) {
  MarkedRadiograph marked;
  CHEXGEN_ASSIGN(marked.name, base::jsonValue<std::string>(entry, "file_name", file));
  CHEXGEN_ASSIGN(const auto labels, base::jsonValue<std::vector<std::string>>(entry, "syms", file));
  CHEXGEN_ASSIGN(const auto boxes, base::jsonValue<std::vector<std::vector<double>>>(entry, "boxes", file));
  if (labels.size() != boxes.size() ||
      std::any_of(boxes.begin(), boxes.end(), [](const auto& box) { return box.size() != 4; }))
    return base::fail(ErrorCode::formatInvalid, "The boxes of " + marked.name + " do not fit its findings.",
                      file);
  marked.sheet.width = marked.sheet.height = chestXDetSide;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    addBox(marked, labels[i], boxes[i][0], boxes[i][1], boxes[i][2] - boxes[i][0], boxes[i][3] - boxes[i][1]);
  return marked;
}

Result<std::vector<MarkedRadiograph>> cocoEntries(const Json& json, const fs::path& file) {
  std::map<std::int64_t, std::string> categories;
  std::map<std::int64_t, std::size_t> images;
  std::vector<MarkedRadiograph> all;
  for (const Json& one : json.at("categories")) {
    CHEXGEN_ASSIGN(const auto id, base::jsonValue<std::int64_t>(one, "id", file));
    CHEXGEN_ASSIGN(categories[id], base::jsonValue<std::string>(one, "name", file));
  }
  for (const Json& one : json.at("images")) {
    CHEXGEN_ASSIGN(const auto id, base::jsonValue<std::int64_t>(one, "id", file));
    MarkedRadiograph marked;
    CHEXGEN_ASSIGN(marked.name, base::jsonValue<std::string>(one, "file_name", file));
    CHEXGEN_ASSIGN(marked.sheet.width, base::jsonValue<int>(one, "width", file));
    CHEXGEN_ASSIGN(marked.sheet.height, base::jsonValue<int>(one, "height", file));
    images[id] = all.size();
    all.push_back(std::move(marked));
  }
  for (const Json& one : json.at("annotations")) {
    CHEXGEN_ASSIGN(const auto image, base::jsonValue<std::int64_t>(one, "image_id", file));
    CHEXGEN_ASSIGN(const auto category, base::jsonValue<std::int64_t>(one, "category_id", file));
    CHEXGEN_ASSIGN(const auto box, base::jsonValue<std::vector<double>>(one, "bbox", file));
    if (!images.contains(image) || !categories.contains(category) || box.size() != 4)
      return base::fail(ErrorCode::formatInvalid,
                        "An annotation names an image or a category that is not there.", file);
    addBox(all[images.at(image)], categories.at(category), box[0], box[1], box[2], box[3]);
  }
  return all;
}

Result<ConditionSource> readBoxSource(const Json& json, const fs::path& file, const fs::path& folder,
                                      std::size_t limit) {
  ConditionSource source{.kind = "boxes"};
  std::vector<MarkedRadiograph> all;
  if (json.is_array()) {
    source.words = "ChestX-Det boxes";
    for (const Json& entry : json) {
      CHEXGEN_ASSIGN(MarkedRadiograph marked, chestXDetEntry(entry, file));
      all.push_back(std::move(marked));
    }
  } else if (json.contains("images") && json.contains("annotations") && json.contains("categories")) {
    source.words = "COCO boxes";
    CHEXGEN_ASSIGN(all, cocoEntries(json, file));
  } else {
    return base::fail(ErrorCode::formatUnsupported, "This JSON is neither ChestX-Det's list nor COCO.", file,
                      "Nothing was made.");
  }
  for (const MarkedRadiograph& marked : all) {
    if (source.items.size() >= limit) break;
    CHEXGEN_TRY(addSheet(marked, folder, source));
  }
  return source;
}

}  // namespace

Result<ConditionSource> readConditionSource(const fs::path& file, const fs::path& folder, std::size_t limit) {
  CHEXGEN_ASSIGN(const std::string text, base::readMaybeCompressed(file, sourceLimit));
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && (text[first] == '[' || text[first] == '{')) {
    CHEXGEN_ASSIGN(const Json json, base::parseJson(text, file, {.bytes = sourceLimit}));
    return readBoxSource(json, file, folder, limit);
  }
  CHEXGEN_ASSIGN(const base::CsvTable table, base::parseCsv(text, file));
  const auto columns = siimColumns(table);
  if (!columns)
    return base::fail(ErrorCode::formatUnsupported,
                      "This table has no columns ImageId and EncodedPixels, as SIIM-ACR's has.", file,
                      "Nothing was made.",
                      "Masks as files go with a table of prompts that has a column mask.");
  return readSiim(table, *columns, file, folder, limit);
}

}  // namespace chexgen::cohort
