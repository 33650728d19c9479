#include "core/project/kept_files.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/project/file_keeping.h"
#include "core/project/project_open.h"
#include "core/project/schema.h"
#include "core/project/task_table.h"

namespace chexgen::project {
namespace {

constexpr std::size_t mostDigits = 128;
constexpr int firstVersionWithTasks = 4;

bool isKeptName(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace

base::Result<base::InsidePath> keptPath(const std::filesystem::path& folder, std::string_view part,
                                        std::string_view written) {
  CHEXGEN_ASSIGN(base::InsidePath path, base::InsidePath::in(folder, written));
  const std::size_t slash = written.find('/');
  if (slash == std::string_view::npos || written.substr(0, slash) != part ||
      !isKeptName(written.substr(slash + 1))) {
    return base::fail(base::ErrorCode::formatForbidden,
                      "The database names the file \"" + std::string(written.substr(0, 200)) +
                          "\", which is none in the folder " + std::string(part) + ".",
                      folder, "It was not touched.", "Ask whoever gave you this project.");
  }
  return path;
}

base::Result<std::string> keptSha256(const std::filesystem::path& folder, std::string written) {
  const bool isOne =
      !written.empty() && written.size() <= mostDigits &&
      std::all_of(written.begin(), written.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (isOne) return written;
  return base::fail(base::ErrorCode::formatForbidden, "The database names a hash that is none.", folder,
                    "Nothing was changed.", "Ask whoever gave you this project.");
}

base::Result<std::vector<KeptFile>> listKeptFiles(Database& database, const std::filesystem::path& folder) {
  CHEXGEN_ASSIGN(Statement row, database.prepare("SELECT 'images', file, sha256, bytes FROM image "
                                                 "UNION ALL SELECT 'masks', file, sha256, bytes FROM mask"));
  std::vector<KeptFile> files;
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, row.step());
    if (!found) return files;
    const std::string written = row.text(1);
    auto place = keptPath(folder, row.text(0), written);
    if (place) {
      if (const auto sha256 = keptSha256(folder, row.text(2)); !sha256)
        place = tl::unexpected(sha256.error());
    }
    files.push_back({written, std::move(place), row.text(2), static_cast<std::uint64_t>(row.integer(3))});
  }
}

base::Result<void> refuseForeign(Database& database, const std::filesystem::path& folder) {
  const std::string name = databaseName;
  CHEXGEN_TRY(
      base::refuseLinks(folder, {imagesFolder, masksFolder, runsFolder, exportsFolder, name, name + "-wal",
                                 name + "-shm", name + "-journal", lockFileOf(folder).filename().string()}));
  CHEXGEN_TRY(base::refuseLinks(folder / runsFolder));
  CHEXGEN_ASSIGN(const auto files, listKeptFiles(database, folder));
  for (const KeptFile& kept : files)
    if (!kept.place) return tl::unexpected(kept.place.error());
  CHEXGEN_ASSIGN(const int version, versionOf(database));
  if (version < firstVersionWithTasks) return {};
  CHEXGEN_ASSIGN(const auto tasks, listTasks(database));
  for (const StoredTask& task : tasks) {
    CHEXGEN_TRY(taskFolder(folder, task.folder));
  }
  return {};
}

}  // namespace chexgen::project
