#include "tests/hostile/hostile_files.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include <sqlite3.h>
#include <sys/stat.h>

namespace chexgen::hostile {

namespace fs = std::filesystem;

void makePipe(const fs::path& path) {
  fs::create_directories(path.parent_path());
  if (::mkfifo(path.c_str(), 0666) != 0) throw std::runtime_error("no pipe can be made at " + path.string());
}

void writeText(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string readText(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void runSql(const fs::path& database, const std::string& sql) {
  sqlite3* connection = nullptr;
  const int opened = sqlite3_open(database.c_str(), &connection);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owner(connection, sqlite3_close);
  if (opened != SQLITE_OK || sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(connection));
}

}  // namespace chexgen::hostile
