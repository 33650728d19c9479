#include "core/project/check.h"

#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "core/project/file_keeping.h"
#include "core/project/kept_files.h"
#include "core/project/project_open.h"
#include "core/project/schema.h"

namespace chexgen::project {
namespace {

using Kind = CheckProblem::Kind;

// Reads every page of a large database; whoever waits can cancel it.
constexpr std::chrono::hours checkPatience{4};

base::Result<void> checkDatabase(Database& database, CheckReport& report) {
  CHEXGEN_ASSIGN(Statement row, database.prepare("PRAGMA integrity_check(100)"));
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, row.step());
    if (!found) break;
    if (row.text(0) == "ok") continue;
    report.problems.push_back(
        {Kind::database, databaseName, "The database is damaged: " + row.text(0) + "."});
  }
  CHEXGEN_ASSIGN(Statement reference, database.prepare("PRAGMA foreign_key_check"));
  for (;;) {
    CHEXGEN_ASSIGN(const bool found, reference.step());
    if (!found) return {};
    report.problems.push_back({Kind::reference, databaseName,
                               "Row " + std::to_string(reference.integer(1)) + " of the table " +
                                   reference.text(0) + " refers to a row of " + reference.text(2) +
                                   " that is not there."});
  }
}

std::optional<CheckProblem> checkFile(const KeptFile& kept, const base::CancelToken& cancel) {
  if (!kept.place) return CheckProblem{Kind::fileOutside, databaseName, kept.place.error().message};
  const auto& file = kept.place->relative();
  const auto sha256 = kept.place->sha256(cancel);
  if (sha256 && *sha256 == kept.sha256) return std::nullopt;
  if (sha256) return CheckProblem{Kind::fileChanged, file, "The content of the file has changed."};
  if (sha256.error().code == base::ErrorCode::fileMissing) {
    return CheckProblem{Kind::fileMissing, file, "The file is gone."};
  }
  return CheckProblem{Kind::fileChanged, file, sha256.error().message};
}

base::Result<void> checkFiles(const std::filesystem::path& folder, const std::vector<KeptFile>& files,
                              const ByteProgress& onProgress, const base::CancelToken& cancel,
                              CheckReport& report) {
  std::uint64_t total = 0;
  for (const auto& kept : files) total += kept.bytes;
  for (const auto& kept : files) {
    auto problem = checkFile(kept, cancel);
    if (cancel.isCancelled()) {
      return base::fail(base::ErrorCode::cancelled, "The check was cancelled.", folder,
                        "Nothing was changed.");
    }
    if (problem) report.problems.push_back(std::move(*problem));
    ++report.files;
    report.bytes += kept.bytes;
    if (onProgress) onProgress(report.bytes, total);
  }
  return {};
}

void findOrphans(const std::filesystem::path& folder, const std::vector<KeptFile>& files,
                 CheckReport& report) {
  std::set<std::filesystem::path> known;
  for (const auto& kept : files) {
    if (kept.place) known.insert(kept.place->relative());
  }
  for (const char* part : {imagesFolder, masksFolder}) {
    std::error_code error;
    if (std::filesystem::is_symlink(folder / part, error)) continue;  // not this project's files
    for (std::filesystem::directory_iterator entry(folder / part, error), end; !error && entry != end;
         entry.increment(error)) {
      auto relative = std::filesystem::path(part) / entry->path().filename();
      if (!known.contains(relative)) report.orphans.push_back(std::move(relative));
    }
  }
}

}  // namespace

base::Result<CheckReport> checkProject(const std::filesystem::path& folder, const ByteProgress& onProgress,
                                       const base::CancelToken& cancel) {
  CheckReport report;
  const auto damaged = [&report](const base::Error& error) {
    report.problems.push_back({Kind::database, databaseName, error.message});
    return report;
  };
  auto untouched = lookAt(folder);
  if (!untouched && untouched.error().code == base::ErrorCode::formatInvalid)
    return damaged(untouched.error());
  if (!untouched) return tl::unexpected<base::Error>(untouched.error());
  Database& database = untouched->database;
  const auto version = checkVersion(database);
  if (!version && version.error().code == base::ErrorCode::formatInvalid) return damaged(version.error());
  if (!version) return tl::unexpected<base::Error>(version.error());
  database.setPatience(checkPatience, cancel);
  if (const auto checked = checkDatabase(database, report); !checked) damaged(checked.error());
  // A damaged database may still know most of its files.
  const auto files = listKeptFiles(database, folder);
  if (!files) return damaged(files.error());
  CHEXGEN_TRY(checkFiles(folder, *files, onProgress, cancel, report));
  findOrphans(folder, *files, report);
  return report;
}

}  // namespace chexgen::project
