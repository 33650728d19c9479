// The tables of project.sqlite and their versions.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/project/database.h"

namespace chexgen::project {

inline constexpr const char* databaseName = "project.sqlite";
// In the database's header (PRAGMA application_id), "CXGP": tells a project from any other SQLite file.
inline constexpr int applicationId = 0x43584750;

// The version that this program writes.
[[nodiscard]] int currentVersion();
[[nodiscard]] base::Result<int> versionOf(Database& database);

// Fails with formatUnsupported when the database is not a project's, or of a newer version, formatForbidden
// when its tables are not those of its version (see schema_check.h), and formatInvalid when it is damaged: a
// wrong file size, an unreadable schema and, in a database of up to 32 MiB, anything that SQLite's
// quick_check finds (a larger one would keep its owner waiting). Changes nothing.
[[nodiscard]] base::Result<void> checkVersion(Database& database);
[[nodiscard]] base::Result<void> checkDamage(Database& database);

// Brings a database of any older version, also an empty one, to the present version in one transaction.
[[nodiscard]] base::Result<void> migrate(Database& database);

// Puts a copy of the database beside it, FILE.before-N with N the present version, for the case that somebody
// wants to go back. One that is there from an earlier attempt is replaced.
[[nodiscard]] base::Result<void> copyBeforeMigration(Database& database);

}  // namespace chexgen::project
