#include "tests/project/project_fixture.h"

#include <stdexcept>

#include <sqlite3.h>

#include "core/base/sha256.h"

namespace chexgen::tests {
namespace {

using Connection = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

Connection connect(const std::filesystem::path& database, int flags) {
  sqlite3* connection = nullptr;
  const int result = sqlite3_open_v2(database.c_str(), &connection, flags, nullptr);
  Connection owner(connection, sqlite3_close);
  if (result != SQLITE_OK) throw std::runtime_error("cannot open " + database.string());
  sqlite3_busy_timeout(connection, 5000);
  return owner;
}

}  // namespace

std::map<std::string, std::string> hashesBelow(const std::filesystem::path& folder) {
  std::map<std::string, std::string> hashes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    hashes[entry.path().lexically_relative(folder).string()] = base::sha256OfFile(entry.path()).value();
  }
  return hashes;
}

std::string sqlText(const std::filesystem::path& database, const std::string& sql) {
  const auto connection = connect(database, SQLITE_OPEN_READWRITE);
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection.get(), sql.c_str(), -1, &statement, nullptr);
  std::string value = "no row";
  if (sqlite3_step(statement) == SQLITE_ROW) {
    const auto* text = sqlite3_column_text(statement, 0);
    value = text == nullptr ? "NULL" : reinterpret_cast<const char*>(text);
  }
  sqlite3_finalize(statement);
  return value;
}

void runSql(const std::filesystem::path& database, const std::string& sql) {
  const auto connection = connect(database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (sqlite3_exec(connection.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(connection.get()));
  }
}

base::Result<project::StoredImage> ProjectTest::take(project::Project& project,
                                                     const std::filesystem::path& runFolder,
                                                     const jobs::ImageReply& reply) {
  base::Result<project::StoredImage> taken = base::fail(base::ErrorCode::internal, "Nothing was answered.");
  project.takeGenerated(runFolder, reply, [&taken](const auto& result) { taken = result; });
  const auto flushed = project.flush();
  if (!flushed) return tl::unexpected<base::Error>(flushed.error());
  return taken;
}

}  // namespace chexgen::tests
