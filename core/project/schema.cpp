#include "core/project/schema.h"

#include <chrono>
#include <cstdint>
#include <random>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/version.h"
#include "core/jobs/clock.h"
#include "core/project/image_writes.h"
#include "core/project/migrations.h"
#include "core/project/schema_check.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;

constexpr std::int64_t quickCheckBytes = 32LL << 20U;

std::string newUuid() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device source;
  std::string id;
  for (int i = 0; i < 32; ++i) id += digits[source() & 15U];
  return id;
}

tl::unexpected<base::Error> failDamaged(const Database& database, const std::string& detail) {
  return base::fail(ErrorCode::formatInvalid, "The project's database is damaged: " + detail + ".",
                    database.file(), "Nothing was changed; the image files are kept beside it.",
                    "Open a backup, or open this project read-only to see what is left.");
}

base::Result<std::int64_t> pragma(Database& database, const std::string& name) {
  CHEXGEN_ASSIGN(const auto value, database.integer("PRAGMA " + name));
  return value.value_or(0);
}

// Every row of a large project is written anew.
constexpr std::chrono::minutes migrationPatience{30};

// An empty database of this version, as the program made it then.
base::Result<Database> modelOf(int version) {
  CHEXGEN_ASSIGN(Database model, Database::inMemory());
  for (int i = 0; i < version; ++i)
    CHEXGEN_TRY(model.execute(std::string(migrations[static_cast<std::size_t>(i)])));
  return model;
}

base::Result<void> makeFirstRows(Database& database) {
  const std::string now = jobs::timeNow();
  CHEXGEN_TRY(database.run("INSERT INTO project (id, uuid, created, program) VALUES (1, ?, ?, ?)", newUuid(),
                           now, base::programVersion()));
  return database.run("INSERT INTO draft (id, created) VALUES (1, ?)", now);
}

}  // namespace

int currentVersion() { return static_cast<int>(migrations.size()); }

base::Result<int> versionOf(Database& database) {
  CHEXGEN_ASSIGN(const std::int64_t version, pragma(database, "user_version"));
  return static_cast<int>(version);
}

base::Result<void> checkVersion(Database& database) {
  CHEXGEN_ASSIGN(const std::int64_t id, pragma(database, "application_id"));
  CHEXGEN_ASSIGN(const int version, versionOf(database));
  CHEXGEN_ASSIGN(const std::int64_t pages, pragma(database, "page_count"));
  if (pages == 0) return failDamaged(database, "it is empty");
  if (id != applicationId || version < 1) {
    return base::fail(ErrorCode::formatUnsupported, "This is a database, but not one of a ChexGen project.",
                      database.file(), "Nothing was changed.",
                      "Choose a folder whose name ends in .chexgen.");
  }
  if (version > currentVersion()) {
    return base::fail(ErrorCode::formatUnsupported,
                      "The project was written by a newer version of the program (its format is " +
                          std::to_string(version) + ", this program knows " +
                          std::to_string(currentVersion()) + ").",
                      database.file(), "Nothing was changed.",
                      "Update ChexGen Studio, or open a backup made with this version.");
  }
  CHEXGEN_ASSIGN(Database model, modelOf(version));
  return checkSchema(database, model);
}

base::Result<void> checkDamage(Database& database) {
  CHEXGEN_ASSIGN(const std::int64_t pages, pragma(database, "page_count"));
  CHEXGEN_ASSIGN(const std::int64_t pageBytes, pragma(database, "page_size"));
  std::error_code error;
  const auto fileBytes = std::filesystem::file_size(database.file(), error);
  if (!error && static_cast<std::int64_t>(fileBytes) < pages * pageBytes) {
    return failDamaged(database, "its file is shorter than it says");
  }
  if (pages * pageBytes > quickCheckBytes) return {};
  CHEXGEN_ASSIGN(const auto found, database.text("PRAGMA quick_check(1)"));
  if (found != "ok") return failDamaged(database, found.value_or("no answer"));
  return {};
}

base::Result<void> migrate(Database& database) {
  database.setPatience(migrationPatience);
  return transaction(database, [&]() -> base::Result<void> {
    CHEXGEN_ASSIGN(const int from, versionOf(database));
    for (auto version = static_cast<std::size_t>(from); version < migrations.size(); ++version) {
      CHEXGEN_TRY(database.execute(std::string(migrations[version])));
      if (version == 0) CHEXGEN_TRY(makeFirstRows(database));
      if (version == 2) CHEXGEN_TRY(fillFindings(database));
    }
    CHEXGEN_TRY(database.execute("PRAGMA application_id = " + std::to_string(applicationId)));
    CHEXGEN_TRY(database.execute("PRAGMA user_version = " + std::to_string(currentVersion())));
    database.setPatience(Watch().patience);
    return {};
  });
}

base::Result<void> copyBeforeMigration(Database& database) {
  CHEXGEN_ASSIGN(const int version, versionOf(database));
  const std::filesystem::path target = database.file().string() + ".before-" + std::to_string(version);
  const std::filesystem::path temporary = target.string() + ".tmp";
  std::error_code error;
  std::filesystem::remove(temporary, error);
  {
    CHEXGEN_ASSIGN(Database copy, Database::open(temporary, Database::Access::create));
    CHEXGEN_TRY(database.copyTo(copy));
  }
  std::filesystem::rename(temporary, target, error);
  if (error) return base::failFromErrno(error.value(), "The copy before the update cannot be made", target);
  base::syncFolder(target.parent_path());
  return {};
}

}  // namespace chexgen::project
