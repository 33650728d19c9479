#include "core/project/image_table.h"

#include <string>

namespace chexgen::project {
namespace {

constexpr std::string_view imageColumns =
    "SELECT id, kind, file, sha256, bytes, width, height, created, binned IS NOT NULL, rating, "
    "(SELECT file FROM mask WHERE mask.sha256 = image.mask), source, note, recipe FROM image ";

// Parameters 1 and 2: the kind or NULL, the text as a LIKE pattern or NULL.
constexpr std::string_view imageCondition =
    "(?1 IS NULL OR kind = ?1) AND "
    "(?2 IS NULL OR report LIKE ?2 ESCAPE '\\' OR note LIKE ?2 ESCAPE '\\' OR source LIKE ?2 ESCAPE '\\') ";

std::string conditionFor(const ImageFilter& filter) {
  return "WHERE binned IS " + std::string(filter.binned ? "NOT NULL" : "NULL") + " AND " +
         std::string(imageCondition);
}

std::optional<std::string> kindOf(const ImageFilter& filter) {
  return filter.kind ? std::optional<std::string>(kindName(*filter.kind)) : std::nullopt;
}

std::optional<std::string> patternOf(const ImageFilter& filter) {
  if (filter.text.empty()) return std::nullopt;
  std::string pattern = "%";
  for (const char c : filter.text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

StoredImage imageFrom(const Statement& row) {
  StoredImage image;
  image.id = row.integer(0);
  image.kind = row.text(1) == kindName(ImageKind::imported) ? ImageKind::imported : ImageKind::generated;
  image.file = row.text(2);
  image.sha256 = row.text(3);
  image.bytes = static_cast<std::uint64_t>(row.integer(4));
  image.width = static_cast<int>(row.integer(5));
  image.height = static_cast<int>(row.integer(6));
  image.created = row.text(7);
  image.binned = row.integer(8) != 0;
  if (!row.isNull(9)) image.rating = static_cast<int>(row.integer(9));
  image.mask = row.text(10);
  image.source = row.text(11);
  image.note = row.text(12);
  // One that this program cannot read leaves the image without a recipe, not the list without the image.
  if (!row.isNull(13)) {
    if (auto recipe = imaging::recipeFromText(row.text(13))) image.recipe = std::move(*recipe);
  }
  return image;
}

}  // namespace

const char* kindName(ImageKind kind) { return kind == ImageKind::generated ? "generated" : "imported"; }

base::Result<std::vector<StoredImage>> listImages(Database& database, const ImageFilter& filter) {
  const std::string sql =
      std::string(imageColumns) + conditionFor(filter) + "ORDER BY id DESC LIMIT ?3 OFFSET ?4";
  CHEXGEN_ASSIGN(Statement statement, database.prepare(sql));
  statement.bindAll(kindOf(filter), patternOf(filter), filter.limit, filter.offset);
  std::vector<StoredImage> images;
  for (;;) {
    CHEXGEN_ASSIGN(const bool row, statement.step());
    if (!row) return images;
    images.push_back(imageFrom(statement));
  }
}

base::Result<std::int64_t> countImages(Database& database, const ImageFilter& filter) {
  CHEXGEN_ASSIGN(const auto count, database.integer("SELECT count(*) FROM image " + conditionFor(filter),
                                                    kindOf(filter), patternOf(filter)));
  return count.value_or(0);
}

base::Result<StoredImage> findImage(Database& database, std::int64_t id) {
  CHEXGEN_ASSIGN(Statement statement, database.prepare(std::string(imageColumns) + "WHERE id = ?1"));
  CHEXGEN_ASSIGN(const bool row, statement.bindAll(id).step());
  if (!row) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "There is no image number " + std::to_string(id) + " in the project.", database.file());
  }
  return imageFrom(statement);
}

}  // namespace chexgen::project
