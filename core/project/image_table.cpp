#include "core/project/image_table.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "core/project/file_keeping.h"
#include "core/project/kept_files.h"

namespace chexgen::project {
namespace {

constexpr std::string_view imageColumns =
    "SELECT id, kind, file, sha256, bytes, width, height, created, binned IS NOT NULL, rating, "
    "(SELECT file FROM mask WHERE mask.sha256 = image.mask), source, note, recipe, report, sex, age, race, "
    "view, "
    "patient, findings FROM image ";

// Parameters 1 to 8, each NULL where it does not matter: kind, the text and the finding as LIKE patterns,
// model, since, before, least rating; 8 is 1 for unrated ones only.
constexpr std::string_view imageCondition =
    "(?1 IS NULL OR kind = ?1) AND "
    "(?2 IS NULL OR report LIKE ?2 ESCAPE '\\' OR note LIKE ?2 ESCAPE '\\' OR patient LIKE ?2 ESCAPE '\\' "
    "OR source LIKE ?2 ESCAPE '\\') AND (?3 IS NULL OR findings LIKE ?3 ESCAPE '\\') AND "
    "(?4 IS NULL OR model = ?4) AND (?5 IS NULL OR created >= ?5) AND (?6 IS NULL OR created < ?6) AND "
    "(?7 IS NULL OR rating >= ?7) AND (?8 IS NULL OR rating IS NULL) ";

std::string conditionFor(const ImageFilter& filter) {
  return "WHERE binned IS " + std::string(filter.binned ? "NOT NULL" : "NULL") + " AND " +
         std::string(imageCondition);
}

std::optional<std::string> unlessEmpty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::optional<std::string> patternOf(const std::string& text, const std::string& around = {}) {
  if (text.empty()) return std::nullopt;
  std::string pattern = "%" + around;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + around + "%";
}

void bindFilter(Statement& statement, const ImageFilter& filter) {
  const auto kind = filter.kind ? std::optional<std::string>(kindName(*filter.kind)) : std::nullopt;
  statement.bindAll(kind, patternOf(filter.text), patternOf(filter.finding, "|"), unlessEmpty(filter.model),
                    filter.since, filter.before, filter.leastRating,
                    filter.onlyUnrated ? std::optional(1) : std::nullopt);
}

std::vector<std::string> findingsFrom(const std::string& text) {
  std::vector<std::string> findings;
  for (std::size_t begin = 1; begin < text.size();) {
    const std::size_t end = text.find('|', begin);
    findings.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return findings;
}

std::optional<std::string> optionalText(const Statement& row, int column) {
  return row.isNull(column) ? std::nullopt : std::optional(row.text(column));
}

base::Result<StoredImage> imageFrom(const Statement& row, const std::filesystem::path& folder) {
  CHEXGEN_ASSIGN(base::InsidePath file, keptPath(folder, imagesFolder, row.text(2)));
  StoredImage image{.file = std::move(file)};
  image.id = row.integer(0);
  image.kind = row.text(1) == kindName(ImageKind::imported) ? ImageKind::imported : ImageKind::generated;
  CHEXGEN_ASSIGN(image.sha256, keptSha256(folder, row.text(3)));
  image.bytes = static_cast<std::uint64_t>(row.integer(4));
  image.width = static_cast<int>(row.integer(5));
  image.height = static_cast<int>(row.integer(6));
  image.created = row.text(7);
  image.binned = row.integer(8) != 0;
  if (!row.isNull(9)) image.rating = static_cast<int>(row.integer(9));
  if (!row.isNull(10)) {
    CHEXGEN_ASSIGN(image.mask, keptPath(folder, masksFolder, row.text(10)));
  }
  image.source = row.text(11);
  image.note = row.text(12);
  // One that this program cannot read leaves the image without a recipe, not the list without the image.
  if (!row.isNull(13)) {
    if (auto recipe = imaging::recipeFromText(row.text(13))) image.recipe = std::move(*recipe);
  }
  image.facts.report = row.text(14);
  image.facts.demographics.sex = optionalText(row, 15);
  if (!row.isNull(16)) image.facts.demographics.age = row.real(16);
  image.facts.demographics.race = optionalText(row, 17);
  image.facts.demographics.view = optionalText(row, 18);
  image.facts.patient = row.text(19);
  image.facts.findings = findingsFrom(row.text(20));
  return image;
}

}  // namespace

const char* kindName(ImageKind kind) { return kind == ImageKind::generated ? "generated" : "imported"; }

std::string findingsText(const std::vector<std::string>& findings) {
  std::string text;
  for (const std::string& finding : findings) {
    std::string plain = finding;
    std::replace(plain.begin(), plain.end(), '|', '/');
    if (!plain.empty()) text += (text.empty() ? "|" : "") + plain + "|";
  }
  return text;
}

base::Result<std::vector<StoredImage>> listImages(Database& database, const std::filesystem::path& folder,
                                                  const ImageFilter& filter) {
  CHEXGEN_ASSIGN(Statement statement, database.prepare(std::string(imageColumns) + conditionFor(filter) +
                                                       "ORDER BY id DESC LIMIT ?9 OFFSET ?10"));
  bindFilter(statement, filter);
  statement.bind(9, filter.limit);
  statement.bind(10, filter.offset);
  std::vector<StoredImage> images;
  for (;;) {
    CHEXGEN_ASSIGN(const bool row, statement.step());
    if (!row) return images;
    // One that was not written by this program is left out; see refuseForeign().
    if (auto image = imageFrom(statement, folder)) images.push_back(std::move(*image));
  }
}

base::Result<std::vector<std::int64_t>> listImageIds(Database& database, const ImageFilter& filter) {
  CHEXGEN_ASSIGN(Statement statement, database.prepare("SELECT id FROM image " + conditionFor(filter) +
                                                       "ORDER BY id DESC LIMIT ?9 OFFSET ?10"));
  bindFilter(statement, filter);
  statement.bind(9, filter.limit);
  statement.bind(10, filter.offset);
  std::vector<std::int64_t> ids;
  for (;;) {
    CHEXGEN_ASSIGN(const bool row, statement.step());
    if (!row) return ids;
    ids.push_back(statement.integer(0));
  }
}

base::Result<std::int64_t> countImages(Database& database, const ImageFilter& filter) {
  CHEXGEN_ASSIGN(Statement statement, database.prepare("SELECT count(*) FROM image " + conditionFor(filter)));
  bindFilter(statement, filter);
  CHEXGEN_ASSIGN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

base::Result<std::vector<std::string>> listModels(Database& database) {
  CHEXGEN_ASSIGN(Statement statement,
                 database.prepare("SELECT DISTINCT model FROM image WHERE binned IS NULL AND model != '' "
                                  "ORDER BY model COLLATE NOCASE"));
  std::vector<std::string> models;
  for (;;) {
    CHEXGEN_ASSIGN(const bool row, statement.step());
    if (!row) return models;
    models.push_back(statement.text(0));
  }
}

base::Result<std::vector<std::string>> listFindings(Database& database) {
  CHEXGEN_ASSIGN(Statement statement,
                 database.prepare("SELECT DISTINCT findings FROM image WHERE binned IS NULL"));
  std::set<std::string> found;
  for (;;) {
    CHEXGEN_ASSIGN(const bool row, statement.step());
    if (!row) return std::vector<std::string>(found.begin(), found.end());
    for (std::string& finding : findingsFrom(statement.text(0))) found.insert(std::move(finding));
  }
}

base::Result<StoredImage> findImage(Database& database, const std::filesystem::path& folder,
                                    std::int64_t id) {
  CHEXGEN_ASSIGN(Statement statement, database.prepare(std::string(imageColumns) + "WHERE id = ?1"));
  CHEXGEN_ASSIGN(const bool row, statement.bindAll(id).step());
  if (!row) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "There is no image number " + std::to_string(id) + " in the project.", database.file());
  }
  return imageFrom(statement, folder);
}

}  // namespace chexgen::project
