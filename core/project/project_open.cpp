#include "core/project/project_open.h"

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/version.h"
#include "core/project/file_keeping.h"
#include "core/project/file_system.h"
#include "core/project/inspection.h"
#include "core/project/kept_files.h"
#include "core/project/schema.h"

namespace chexgen::project {
namespace {

using base::Error;
using base::ErrorCode;

base::Result<void> checkIsFolderOfProject(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return base::fail(ErrorCode::fileMissing, "There is no such project folder.", folder, {},
                      "If it was moved, choose its new place; if its disk is not connected, connect it.");
  }
  CHEXGEN_TRY(base::refuseLinks(folder, {databaseName}));
  if (!std::filesystem::is_regular_file(folder / databaseName, error)) {
    return base::fail(ErrorCode::formatUnsupported, "This folder is not a ChexGen project.", folder,
                      "Nothing was changed.", "Choose a folder whose name ends in .chexgen.");
  }
  return {};
}

ProjectInfo describeFolder(const std::filesystem::path& folder, const OpenOptions& options) {
  ProjectInfo info;
  info.folder = std::filesystem::absolute(folder).lexically_normal();
  if (info.folder.filename().empty()) info.folder = info.folder.parent_path();  // "X.chexgen/"
  info.name = info.folder.filename().string();
  if (info.folder.extension() == folderEnding) info.name = info.folder.stem().string();
  info.networkShare = options.networkShare.value_or(isOnNetworkShare(folder));
  return info;
}

// The lock's state; a program that has just taken it writes its name a moment later.
base::Result<jobs::LockState> probeWithOwner(const std::filesystem::path& folder) {
  auto state = jobs::probeLock(lockFileOf(folder));
  for (int attempt = 0; attempt < 20 && state && state->held && !state->owner; ++attempt) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    state = jobs::probeLock(lockFileOf(folder));
  }
  return state;
}

bool isOnThisHost(const jobs::LockOwner& owner) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  const std::string boot = jobs::thisBootId();
  return owner.host == host.data() || (!boot.empty() && owner.bootId == boot);
}

Error heldError(const ProjectInfo& info, bool visible) {
  std::string who = "another program";
  if (const auto& owner = info.heldBy) {
    who = owner->program + " (process " + std::to_string(owner->pid) + " on " + owner->host + ", since " +
          owner->since + ")";
  }
  return Error{ErrorCode::locked,
               visible ? "The project is open in " + who + "."
                       : "The project was last open in " + who +
                             ", and it cannot be seen from here whether it still is.",
               info.folder, "Everything can be looked at; nothing is changed from here.",
               visible ? "Close it there and open it here again."
                       : "Make sure that it is closed there, then open it here for writing."};
}

// Where the error is about a private copy, it names the project's own database.
Error aboutDatabase(Error error, const ProjectInfo& info) {
  error.file = info.folder / databaseName;
  return error;
}

// Beside the program that writes: SQLite itself lets both work.
base::Result<OpenedProject> openBeside(ProjectInfo info, std::optional<jobs::LockOwner> owner) {
  info.readOnly = true;
  info.heldBy = std::move(owner);
  info.readOnlyReason = heldError(info, true);
  CHEXGEN_ASSIGN(Database reader, Database::open(info.folder / databaseName, Database::Access::readOnly));
  CHEXGEN_TRY(checkVersion(reader));
  CHEXGEN_ASSIGN(const int version, versionOf(reader));
  if (version < currentVersion()) {
    CHEXGEN_ASSIGN(reader, snapshot(reader));
  }
  return OpenedProject{std::move(info), {}, {}, std::move(reader)};
}

base::Result<OpenedProject> openSnapshot(ProjectInfo info, std::optional<Error> reason) {
  info.readOnly = true;
  info.readOnlyReason = std::move(reason);
  CHEXGEN_ASSIGN(Untouched untouched, openUntouched(info.folder / databaseName));
  CHEXGEN_ASSIGN(Database reader, snapshot(untouched.database));
  return OpenedProject{std::move(info), {}, {}, std::move(reader)};
}

base::Result<void> inspect(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(Untouched untouched, openUntouched(file));
  CHEXGEN_TRY(checkVersion(untouched.database));
  return checkDamage(untouched.database);
}

base::Result<void> setJournal(Database& database, bool networkShare) {
  if (!networkShare) {
    CHEXGEN_ASSIGN(const auto mode, database.text("PRAGMA journal_mode = WAL"));
    if (mode == "wal") return {};
  }
  // The exclusive mode spares the shared memory of the log that is being left, which a share does not have.
  return database.execute(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; "
      "SELECT count(*) FROM sqlite_schema;");
}

base::Result<OpenedProject> openWriting(ProjectInfo info, jobs::RunLock lock) {
  const auto file = info.folder / databaseName;
  CHEXGEN_ASSIGN(Database writer, Database::open(file, Database::Access::readWrite));
  CHEXGEN_TRY(refuseForeign(writer, info.folder));
  CHEXGEN_TRY(setJournal(writer, info.networkShare));
  CHEXGEN_ASSIGN(const int version, versionOf(writer));
  if (version < currentVersion()) {
    CHEXGEN_TRY(copyBeforeMigration(writer));
    CHEXGEN_TRY(migrate(writer));
    info.migratedFrom = version;
  }
  CHEXGEN_ASSIGN(Database reader, Database::open(file, Database::Access::readOnly));
  CHEXGEN_TRY(reader.integer("SELECT count(*) FROM sqlite_schema"));
  return OpenedProject{std::move(info), std::move(lock), std::move(writer), std::move(reader)};
}

// Nobody has it: for writing, if lock, disk and permissions allow it.
base::Result<OpenedProject> openFree(ProjectInfo info, const OpenOptions& options,
                                     const std::optional<jobs::LockOwner>& lastOwner) {
  if (options.readOnly) return openSnapshot(std::move(info), {});
  if (!isWritableFolder(info.folder) || ::access((info.folder / databaseName).c_str(), W_OK) != 0) {
    return openSnapshot(
        info, Error{ErrorCode::permissionDenied, "You may not write to this project's folder.", info.folder,
                    "Everything can be looked at; nothing is changed.",
                    "Ask for permission to write there, or work on a copy."});
  }
  if (lastOwner && !isOnThisHost(*lastOwner) && !options.takeOver) {
    info.heldBy = lastOwner;
    const Error reason = heldError(info, false);
    return openSnapshot(std::move(info), reason);
  }
  auto lock = jobs::RunLock::acquire(lockFileOf(info.folder), base::programVersion());
  if (!lock && lock.error().code == ErrorCode::locked) {
    const auto state = probeWithOwner(info.folder);
    return openBeside(std::move(info), state ? state->owner : std::nullopt);
  }
  if (!lock) return openSnapshot(std::move(info), lock.error());
  info.clearedStaleLock = lastOwner.has_value();
  auto opened = openWriting(info, std::move(*lock));
  if (opened || opened.error().code == ErrorCode::formatInvalid) return opened;
  // A full disk, for example: looking at the project still works.
  return openSnapshot(std::move(info), opened.error());
}

base::Result<void> fillNewFolder(const std::filesystem::path& folder) {
  std::error_code error;
  for (const char* part : {"", imagesFolder, masksFolder, runsFolder, exportsFolder}) {
    std::filesystem::create_directory(folder / part, error);
    if (error) return base::failFromErrno(error.value(), "The project folder cannot be made", folder);
  }
  CHEXGEN_ASSIGN(Database database, Database::open(folder / databaseName, Database::Access::create));
  CHEXGEN_TRY(migrate(database));
  base::syncFolder(folder);
  return {};
}

}  // namespace

std::filesystem::path lockFileOf(const std::filesystem::path& folder) { return folder / "project.lock"; }

base::Result<void> makeProjectFolder(const std::filesystem::path& folder) {
  const auto target = describeFolder(folder, {.networkShare = false}).folder;
  if (target.extension() != folderEnding || target.stem().empty()) {
    return base::fail(ErrorCode::argumentInvalid, "The name of a project folder ends in .chexgen.", target);
  }
  if (const std::string why = base::unfitForFile(target.stem().string()); !why.empty()) {
    return base::fail(ErrorCode::argumentInvalid, "A project cannot have this name, which " + why + ".",
                      target, "Nothing was made.", "Choose another name.");
  }
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(target, error))) {
    return base::fail(ErrorCode::argumentInvalid, "Something with this name is there already.", target,
                      "It was not changed.", "Choose another name, or open it.");
  }
  const auto temporary =
      target.parent_path() / ("." + target.filename().string() + "." + std::to_string(::getpid()) + ".tmp");
  std::filesystem::remove_all(temporary, error);
  auto made = fillNewFolder(temporary);
  if (made) {
    std::filesystem::rename(temporary, target, error);
    if (error) made = base::failFromErrno(error.value(), "The project folder cannot be made", target);
  }
  if (!made) {
    std::filesystem::remove_all(temporary, error);
    made.error().file = target;
    return made;
  }
  base::syncFolder(target.parent_path());
  return {};
}

base::Result<OpenedProject> openProjectFolder(const std::filesystem::path& folder,
                                              const OpenOptions& options) {
  CHEXGEN_TRY(checkIsFolderOfProject(folder));
  ProjectInfo info = describeFolder(folder, options);
  const auto file = info.folder / databaseName;
  const auto lock = probeWithOwner(info.folder);
  if (lock && lock->held) return openBeside(std::move(info), lock->owner);
  if (const auto sound = inspect(file); !sound) {
    // Another program may have begun to write between the two looks.
    const auto now = probeWithOwner(info.folder);
    if (now && now->held) return openBeside(std::move(info), now->owner);
    const Error error = aboutDatabase(sound.error(), info);
    if (!options.readOnly || error.code != ErrorCode::formatInvalid) return tl::unexpected<Error>(error);
    auto opened = openSnapshot(std::move(info), error);
    return opened ? std::move(opened) : base::Result<OpenedProject>(tl::unexpected<Error>(error));
  }
  if (!lock) return openSnapshot(std::move(info), lock.error());
  return openFree(std::move(info), options, lock->owner);
}

base::Result<Untouched> lookAt(const std::filesystem::path& folder) {
  CHEXGEN_TRY(checkIsFolderOfProject(folder));
  const auto lock = jobs::probeLock(lockFileOf(folder));
  if (!lock || !lock->held) return openUntouched(folder / databaseName);
  CHEXGEN_ASSIGN(Database database, Database::open(folder / databaseName, Database::Access::readOnly));
  return Untouched{nullptr, std::move(database)};
}

}  // namespace chexgen::project
