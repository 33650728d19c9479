#include "core/project/schema_check.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <utility>

namespace chexgen::project {
namespace {

// What a definition says, without how it is written.
std::string essence(std::string_view sql) {
  std::string text;
  for (std::size_t i = 0; i < sql.size();) {
    const char c = sql[i];
    if (sql.substr(i).starts_with("--")) {
      i = std::min(sql.find('\n', i), sql.size());
    } else if (sql.substr(i).starts_with("/*")) {
      const std::size_t end = sql.find("*/", i + 2);
      i = end == std::string_view::npos ? sql.size() : end + 2;
    } else if (c == '\'') {
      const std::size_t end = std::min(sql.find('\'', i + 1), sql.size() - 1);
      text.append(sql.substr(i, end + 1 - i));
      i = end + 1;
    } else {
      const bool matters =
          std::isspace(static_cast<unsigned char>(c)) == 0 && c != '"' && c != '`' && c != '[' && c != ']';
      if (matters) text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      ++i;
    }
  }
  return text;
}

using Schema = std::map<std::pair<std::string, std::string>, std::string>;  // kind and name: definition

base::Result<Schema> schemaOf(Database& database) {
  Schema schema;
  CHEXGEN_ASSIGN(Statement row, database.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema"));
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, row.step());
    if (!found) return schema;
    const std::string kind = row.text(0), name = row.text(1);
    // SQLite's own, which nobody else can make: numbers given out, indexes of keys, statistics.
    const bool isOwn = kind == "index"
                           ? name.starts_with("sqlite_autoindex_")
                           : name == "sqlite_sequence" || name == "sqlite_stat1" || name == "sqlite_stat4";
    if (!isOwn) schema[{kind, name}] = essence(row.text(2));
  }
}

tl::unexpected<base::Error> failSchema(const Database& database, const std::string& what) {
  return base::fail(base::ErrorCode::formatForbidden, "This database " + what + ".", database.file(),
                    "Nothing of it was run, and nothing was changed.",
                    "Somebody else's program has been in it: ask whoever gave it to you, or open a backup.");
}

}  // namespace

base::Result<void> checkSchema(Database& database, Database& model) {
  CHEXGEN_ASSIGN(const Schema found, schemaOf(database));
  CHEXGEN_ASSIGN(const Schema expected, schemaOf(model));
  for (const auto& [key, definition] : found) {
    const std::string named = key.first + " \"" + key.second + "\"";
    const auto known = expected.find(key);
    if (known == expected.end())
      return failSchema(database, "holds a " + named + " that this program did not make");
    if (known->second != definition)
      return failSchema(database,
                        "holds a " + named + " that is defined otherwise than this program does it");
  }
  for (const auto& one : expected) {
    if (!found.contains(one.first))
      return failSchema(database, "lacks the " + one.first.first + " \"" + one.first.second + "\"");
  }
  return {};
}

}  // namespace chexgen::project
