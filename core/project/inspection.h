// Looking at a database that nobody writes, without changing a byte of its folder.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/error.h"
#include "core/project/database.h"

namespace chexgen::project {

// A folder that goes when its last owner goes.
class PrivateFolder {
 public:
  [[nodiscard]] static base::Result<std::shared_ptr<PrivateFolder>> create();
  explicit PrivateFolder(std::filesystem::path path) : path_(std::move(path)) {}
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Untouched {
  std::shared_ptr<PrivateFolder> copy;  // where the copy is that `database` reads; empty: the file itself
  Database database;
};

// Opens the file for reading; nobody may write it meanwhile. After a kill, the last commits are in a file
// beside it, and bringing them in would change the database: then a private copy of both is opened.
[[nodiscard]] base::Result<Untouched> openUntouched(const std::filesystem::path& file);

// The content of a database in memory, brought to the present version: it can be read whatever becomes of the
// file. `database` is left as it is.
[[nodiscard]] base::Result<Database> snapshot(Database& database);

}  // namespace chexgen::project
