#include "core/project/image_writes.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/sha256.h"
#include "core/imaging/origin.h"
#include "core/imaging/png.h"
#include "core/imaging/recipe_png.h"
#include "core/project/file_keeping.h"
#include "core/project/image_table.h"
#include "core/project/kept_files.h"
#include "core/text/report_findings.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;

// The conditioning picture, kept by the hash of its PNG; nothing when the recipe has none.
base::Result<std::optional<std::string>> keepMask(Database& database, const std::filesystem::path& folder,
                                                  const imaging::Recipe& recipe) {
  if (!recipe.condition) return std::optional<std::string>();
  const auto png = imaging::encodePng(recipe.condition->image);
  if (!png) return std::optional<std::string>();  // the recipe came without the picture
  const std::string sha256 = base::sha256(*png);
  CHEXGEN_ASSIGN(const auto known, database.integer("SELECT 1 FROM mask WHERE sha256 = ?", sha256));
  if (!known) {
    CHEXGEN_ASSIGN(const auto file, keepFile(folder, masksFolder, {*png, sha256, ".png", {}}));
    CHEXGEN_TRY(database.run("INSERT INTO mask (sha256, file, bytes) VALUES (?, ?, ?)", sha256, file.string(),
                             static_cast<std::int64_t>(png->size())));
  }
  return std::optional(sha256);
}

// The row of this content, out of the bin.
base::Result<std::optional<std::int64_t>> revive(Database& database, ImageKind kind,
                                                 const std::string& sha256) {
  CHEXGEN_ASSIGN(const auto id, database.integer("SELECT id FROM image WHERE kind = ? AND sha256 = ?",
                                                 kindName(kind), sha256));
  if (id) CHEXGEN_TRY(database.run("UPDATE image SET binned = NULL WHERE id = ?", *id));
  return id;
}

base::Result<void> markTaken(Database& database, const PublishedFile& published) {
  return database.run("INSERT OR IGNORE INTO taken (file, sha256) VALUES (?, ?)", published.source,
                      published.sha256);
}

// The ending of a name, where it is a known one: the last number of a UID says nothing.
std::string plainExtension(const std::string& name) {
  std::string extension = base::suffixOf(name);
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

// The recipe as the row keeps it: its picture is in masks/.
base::Result<std::string> rowText(imaging::Recipe recipe) {
  if (recipe.condition) recipe.condition->image = {};
  return imaging::recipeText(recipe);
}

base::Result<void> writeFacts(Database& database, std::int64_t id, const ImageFacts& facts) {
  return database.run(
      "UPDATE image SET report = ?2, sex = ?3, age = ?4, race = ?5, view = ?6, patient = ?7, findings = ?8 "
      "WHERE id = ?1",
      id, facts.report, facts.demographics.sex, facts.demographics.age, facts.demographics.race,
      facts.demographics.view, facts.patient, findingsText(facts.findings));
}

}  // namespace

base::Result<void> fillFindings(Database& database) {
  std::vector<std::pair<std::int64_t, std::string>> reports;
  {
    CHEXGEN_ASSIGN(Statement row, database.prepare("SELECT id, report FROM image WHERE report != ''"));
    for (;;) {
      CHEXGEN_ASSIGN(const bool found, row.step());
      if (!found) break;
      reports.emplace_back(row.integer(0), row.text(1));
    }
  }
  for (const auto& [id, report] : reports) {
    CHEXGEN_TRY(database.run("UPDATE image SET findings = ?2 WHERE id = ?1", id,
                             findingsText(text::statedFindings(report))));
  }
  return {};
}

base::Result<PublishedFile> readPublished(const std::filesystem::path& projectFolder,
                                          const std::filesystem::path& runFolder,
                                          const std::filesystem::path& file, const std::string& sha256) {
  PublishedFile published;
  published.file = std::filesystem::absolute(runFolder / file).lexically_normal();
  const auto place = base::InsidePath::in(runFolder, file.string());
  if (!place) {
    return base::fail(ErrorCode::formatForbidden, "The run names an image outside its own folder.",
                      published.file, "It was not touched.");
  }
  CHEXGEN_ASSIGN(published.bytes, place->read(imaging::maxFileBytes));
  published.sha256 = base::sha256(published.bytes);
  if (published.sha256 != sha256) {
    return base::fail(ErrorCode::hashMismatch, "The image differs from what the run has published.",
                      published.file, "It was left where it is and not taken into the project.",
                      "Generate it again from its recipe.");
  }
  CHEXGEN_ASSIGN(published.recipe,
                 imaging::decodeRecipePng(std::as_bytes(std::span(published.bytes)), published.file));
  published.source = relativeTo(projectFolder, published.file).string();
  return published;
}

base::Result<std::int64_t> keepGenerated(Database& database, const std::filesystem::path& projectFolder,
                                         const PublishedFile& published, const std::string& time) {
  CHEXGEN_TRY(markTaken(database, published));
  CHEXGEN_ASSIGN(const auto known, revive(database, ImageKind::generated, published.sha256));
  if (known) return *known;
  CHEXGEN_ASSIGN(const auto mask, keepMask(database, projectFolder, published.recipe));
  CHEXGEN_ASSIGN(const std::string recipe, rowText(published.recipe));
  CHEXGEN_ASSIGN(const auto file, keepFile(projectFolder, imagesFolder,
                                           {published.bytes, published.sha256, ".png", published.file}));
  CHEXGEN_TRY(database.run(
      "INSERT INTO image (kind, file, sha256, bytes, width, height, created, mask, model, source, "
      "recipe) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      kindName(ImageKind::generated), file.string(), published.sha256,
      static_cast<std::int64_t>(published.bytes.size()), published.recipe.width, published.recipe.height,
      time, mask, published.recipe.modelName, published.source, recipe));
  const std::int64_t id = database.lastInsertId();
  CHEXGEN_TRY(writeFacts(database, id,
                         {.report = published.recipe.report,
                          .demographics = published.recipe.demographics,
                          .findings = text::statedFindings(published.recipe.report)}));
  return id;
}

namespace {

// A radiograph that says of itself that it was generated stays synthetic wherever it comes from. One of
// another program, or whose recipe is damaged, has a recipe that says no more than that.
base::Result<std::int64_t> keepSynthetic(Database& database, const std::filesystem::path& projectFolder,
                                         const ImportedFile& imported, const imaging::Origin& origin,
                                         const std::string& time) {
  const std::string sha256 = base::sha256(imported.bytes);
  CHEXGEN_ASSIGN(const auto known, revive(database, ImageKind::generated, sha256));
  if (known) return *known;
  imaging::Recipe recipe;
  if (origin.recipe) {
    recipe = *origin.recipe;
  } else {
    recipe.modelName = "unknown";
    recipe.report = imported.facts.report;
    recipe.demographics = imported.facts.demographics;
    recipe.width = imported.width;
    recipe.height = imported.height;
  }
  CHEXGEN_ASSIGN(const auto mask, keepMask(database, projectFolder, recipe));
  CHEXGEN_ASSIGN(const std::string text, rowText(recipe));
  CHEXGEN_ASSIGN(const auto file, keepFile(projectFolder, imagesFolder,
                                           {imported.bytes, sha256, plainExtension(imported.name), {}}));
  CHEXGEN_TRY(database.run(
      "INSERT INTO image (kind, file, sha256, bytes, width, height, created, mask, model, source, "
      "recipe) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      kindName(ImageKind::generated), file.string(), sha256, static_cast<std::int64_t>(imported.bytes.size()),
      imported.width, imported.height, time, mask, recipe.modelName, imported.name, text));
  const std::int64_t id = database.lastInsertId();
  ImageFacts facts{.report = recipe.report,
                   .demographics = recipe.demographics,
                   .findings = text::statedFindings(recipe.report)};
  if (imported.facts != ImageFacts{}) facts = imported.facts;
  CHEXGEN_TRY(writeFacts(database, id, facts));
  return id;
}

}  // namespace

base::Result<std::int64_t> keepImported(Database& database, const std::filesystem::path& projectFolder,
                                        const ImportedFile& imported, const std::string& time) {
  const imaging::Origin origin = imaging::originOf(std::as_bytes(std::span(imported.bytes)));
  if (origin.synthetic) return keepSynthetic(database, projectFolder, imported, origin, time);
  const std::string sha256 = base::sha256(imported.bytes);
  CHEXGEN_ASSIGN(const auto known, revive(database, ImageKind::imported, sha256));
  if (known) {
    CHEXGEN_ASSIGN(const StoredImage image, findImage(database, projectFolder, *known));
    if (image.facts == ImageFacts{}) CHEXGEN_TRY(writeFacts(database, *known, imported.facts));
    return *known;
  }
  CHEXGEN_ASSIGN(const auto file, keepFile(projectFolder, imagesFolder,
                                           {imported.bytes, sha256, plainExtension(imported.name), {}}));
  CHEXGEN_TRY(database.run(
      "INSERT INTO image (kind, file, sha256, bytes, width, height, created, source) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      kindName(ImageKind::imported), file.string(), sha256, static_cast<std::int64_t>(imported.bytes.size()),
      imported.width, imported.height, time, imported.name));
  const std::int64_t id = database.lastInsertId();
  CHEXGEN_TRY(writeFacts(database, id, imported.facts));
  return id;
}

base::Result<bool> wasTaken(Database& database, const std::string& source, const std::string& sha256) {
  CHEXGEN_ASSIGN(const auto found,
                 database.integer("SELECT 1 FROM taken WHERE file = ? AND sha256 = ?", source, sha256));
  return found.has_value();
}

base::Result<std::vector<base::InsidePath>> removeBinned(Database& database,
                                                         const std::filesystem::path& projectFolder) {
  std::vector<base::InsidePath> files;
  for (const char* sql :
       {"DELETE FROM image WHERE binned IS NOT NULL RETURNING 'images', file",
        "DELETE FROM mask WHERE sha256 NOT IN (SELECT mask FROM image WHERE mask IS NOT NULL) "
        "RETURNING 'masks', file"}) {
    CHEXGEN_ASSIGN(Statement statement, database.prepare(sql));
    for (;;) {
      CHEXGEN_ASSIGN(const bool row, statement.step());
      if (!row) break;
      if (auto file = keptPath(projectFolder, statement.text(0), statement.text(1)))
        files.push_back(std::move(*file));
    }
  }
  return files;
}

}  // namespace chexgen::project
