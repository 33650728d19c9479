#include "core/project/backup.h"

#include <array>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/open_file.h"
#include "core/project/file_keeping.h"
#include "core/project/kept_files.h"
#include "core/project/project_open.h"
#include "core/project/schema.h"

namespace chexgen::project {
namespace {

using base::ErrorCode;

base::Result<void> checkTarget(const std::filesystem::path& folder, const std::filesystem::path& target) {
  std::error_code error;
  if (target.extension() != folderEnding || target.stem().empty()) {
    return base::fail(ErrorCode::argumentInvalid, "The name of a backup ends in .chexgen.", target);
  }
  if (std::filesystem::exists(std::filesystem::symlink_status(target, error))) {
    return base::fail(ErrorCode::argumentInvalid, "Something with this name is there already.", target,
                      "It was not changed.", "Choose another name.");
  }
  if (relativeTo(folder, target).is_relative()) {
    return base::fail(ErrorCode::argumentInvalid, "A backup cannot lie inside the project.", target, {},
                      "Choose another folder, best on another disk.");
  }
  return {};
}

base::Result<void> syncFile(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::OpenFile opened, base::openToRead(file));
  if (::fsync(opened.descriptor.number()) != 0) {
    return base::failFromErrno(errno, "The copy cannot be brought to the disk", file);
  }
  return {};
}

base::Result<void> copyOrLink(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  std::error_code error;
  std::filesystem::copy_file(from, to, error);
  if (error) return base::failFromErrno(error.value(), "A file cannot be copied", from);
  return syncFile(to);
}

base::Result<void> copyExports(const std::filesystem::path& folder, const std::filesystem::path& target) {
  std::error_code error;
  if (!std::filesystem::exists(folder / exportsFolder, error)) return {};
  std::filesystem::copy(
      folder / exportsFolder, target / exportsFolder,
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks, error);
  if (error)
    return base::failFromErrno(error.value(), "The exports cannot be copied", folder / exportsFolder);
  return {};
}

// One progress over two rounds of the same bytes.
class TwoRounds {
 public:
  TwoRounds(const ByteProgress& onProgress, const std::vector<KeptFile>& files) : onProgress_(onProgress) {
    for (const auto& kept : files) total_ += kept.bytes;
  }
  void copied(std::uint64_t bytes) {
    copied_ += bytes;
    if (onProgress_) onProgress_(copied_, 2 * total_);
  }
  void checked(std::uint64_t done) const {
    if (onProgress_) onProgress_(total_ + done, 2 * total_);
  }

 private:
  const ByteProgress& onProgress_;
  std::uint64_t total_ = 0;
  std::uint64_t copied_ = 0;
};

base::Result<void> checkCopy(const std::filesystem::path& copy, const TwoRounds& progress,
                             const base::CancelToken& cancel) {
  CHEXGEN_ASSIGN(const CheckReport report,
                 checkProject(
                     copy, [&](std::uint64_t done, std::uint64_t) { progress.checked(done); }, cancel));
  if (report.isSound()) return {};
  const CheckProblem& first = report.problems.front();
  const bool isFile =
      first.kind == CheckProblem::Kind::fileChanged || first.kind == CheckProblem::Kind::fileMissing;
  return base::fail(isFile ? ErrorCode::hashMismatch : ErrorCode::formatInvalid,
                    "The project is damaged, so no backup was made of it: " + first.message, first.file,
                    "The project and earlier backups were not changed.",
                    "Check the project; then remove or restore what is damaged.");
}

base::Result<void> fillBackup(const std::filesystem::path& folder, const std::filesystem::path& copy,
                              const ByteProgress& onProgress, const base::CancelToken& cancel) {
  std::error_code error;
  for (const char* part : {"", imagesFolder, masksFolder, runsFolder, exportsFolder}) {
    std::filesystem::create_directory(copy / part, error);
    if (error) return base::failFromErrno(error.value(), "The backup's folder cannot be made", copy);
  }
  std::vector<KeptFile> files;
  {
    CHEXGEN_ASSIGN(Untouched untouched, lookAt(folder));
    CHEXGEN_TRY(checkVersion(untouched.database));
    CHEXGEN_ASSIGN(Database database, Database::open(copy / databaseName, Database::Access::create));
    CHEXGEN_TRY(untouched.database.copyTo(database, cancel));
    CHEXGEN_ASSIGN(files, listKeptFiles(database, folder));
  }
  TwoRounds progress(onProgress, files);
  for (const auto& kept : files) {
    if (cancel.isCancelled()) return base::fail(ErrorCode::cancelled, "The backup was cancelled.", folder);
    if (!kept.place) return tl::unexpected(kept.place.error());
    CHEXGEN_ASSIGN(const auto file, kept.place->plain());
    CHEXGEN_TRY(copyOrLink(file, copy / kept.place->relative()));
    progress.copied(kept.bytes);
  }
  CHEXGEN_TRY(copyExports(folder, copy));
  CHEXGEN_TRY(checkCopy(copy, progress, cancel));
  for (const char* part : {imagesFolder, masksFolder, ""}) base::syncFolder(copy / part);
  return {};
}

}  // namespace

base::Result<void> backupProject(const std::filesystem::path& folder, const std::filesystem::path& target,
                                 const ByteProgress& onProgress, const base::CancelToken& cancel) {
  const auto place = std::filesystem::absolute(target).lexically_normal();
  CHEXGEN_TRY(checkTarget(folder, place));
  const auto copy =
      place.parent_path() / ("." + place.filename().string() + "." + std::to_string(::getpid()) + ".tmp");
  std::error_code error;
  std::filesystem::remove_all(copy, error);
  auto made = fillBackup(folder, copy, onProgress, cancel);
  if (made) {
    std::filesystem::rename(copy, place, error);
    if (error) made = base::failFromErrno(error.value(), "The backup cannot be put in place", place);
  }
  if (!made) std::filesystem::remove_all(copy, error);
  if (made) base::syncFolder(place.parent_path());
  return made;
}

}  // namespace chexgen::project
