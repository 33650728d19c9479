#include "core/project/inspection.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "core/base/descriptor.h"
#include "core/project/schema.h"

namespace chexgen::project {
namespace {

constexpr std::array<const char*, 2> besideFiles{"-wal", "-journal"};

bool hasContent(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return !error && size > 0;
}

bool wasLeftOpen(const std::filesystem::path& file) {
  for (const char* ending : besideFiles) {
    if (hasContent(file.string() + ending)) return true;
  }
  return false;
}

// A copy that may be written, whatever the permissions of the original.
base::Result<void> copyOne(const std::filesystem::path& from, const std::filesystem::path& to) {
  using std::filesystem::perms;
  std::error_code error;
  std::filesystem::copy_file(from, to, error);
  if (!error) {
    std::filesystem::permissions(to, perms::owner_write, std::filesystem::perm_options::add, error);
  }
  if (error)
    return base::failFromErrno(error.value(), "The database cannot be copied for a look at it", from);
  return {};
}

base::Result<void> copyWithBeside(const std::filesystem::path& file, const std::filesystem::path& target) {
  CHEXGEN_TRY(copyOne(file, target));
  for (const char* ending : besideFiles) {
    const std::filesystem::path beside = file.string() + ending;
    if (hasContent(beside)) CHEXGEN_TRY(copyOne(beside, target.string() + ending));
  }
  return {};
}

}  // namespace

base::Result<std::shared_ptr<PrivateFolder>> PrivateFolder::create() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  if (error) return base::failFromErrno(error.value(), "There is no folder for temporary files", parent);
  std::string pattern = (parent / "chexgen-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return base::failFromErrno(errno, "No temporary folder can be made", parent);
  }
  return std::make_shared<PrivateFolder>(pattern);
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

base::Result<Untouched> openUntouched(const std::filesystem::path& file) {
  if (!wasLeftOpen(file)) {
    CHEXGEN_ASSIGN(Database database, Database::open(file, Database::Access::unchanged));
    return Untouched{nullptr, std::move(database)};
  }
  CHEXGEN_ASSIGN(auto folder, PrivateFolder::create());
  const auto copy = folder->path() / file.filename();
  CHEXGEN_TRY(copyWithBeside(file, copy));
  CHEXGEN_ASSIGN(Database database, Database::open(copy, Database::Access::readWrite));
  CHEXGEN_TRY(database.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
  return Untouched{std::move(folder), std::move(database)};
}

base::Result<Database> snapshot(Database& database) {
  CHEXGEN_ASSIGN(Database copy, Database::inMemory());
  CHEXGEN_TRY(database.copyTo(copy));
  // Also of a damaged one: what is left may be read, what was put in may not run.
  CHEXGEN_TRY(checkVersion(copy));
  CHEXGEN_ASSIGN(const int version, versionOf(copy));
  if (version < currentVersion()) CHEXGEN_TRY(migrate(copy));
  return copy;
}

}  // namespace chexgen::project
