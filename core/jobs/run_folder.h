// A run folder: the only place where a job or worker writes, and the lock that keeps it to one process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/descriptor.h"
#include "core/base/error.h"

namespace chexgen::jobs {

// One part of a list that several processes share: case k belongs to the shard with k % count == index.
struct Shard {
  std::size_t index = 0;
  std::size_t count = 1;

  [[nodiscard]] bool owns(std::size_t position) const { return position % count == index; }
  friend bool operator==(const Shard&, const Shard&) = default;
};

// The files of a run that this program knows by name. Shards of one list may share a folder: each has its own
// lock and events, all obey one control file.
struct RunFiles {
  std::filesystem::path folder;
  std::filesystem::path lock;
  std::filesystem::path events;
  std::filesystem::path control;
  std::filesystem::path spec;
  std::filesystem::path log;
};
[[nodiscard]] RunFiles runFiles(const std::filesystem::path& folder, const Shard& shard = {});
// The shards that ever started in this folder, by their lock files, in order; empty when none did.
[[nodiscard]] std::vector<Shard> shardsIn(const std::filesystem::path& folder);

// Who holds a lock; written into the lock file for people and programs to read.
struct LockOwner {
  std::int64_t pid = 0;
  std::string host;
  std::string bootId;            // of the kernel that gave the pid
  std::uint64_t startTicks = 0;  // when the process started, in clock ticks after boot
  std::string program;           // "chexgen 0.1.0"
  std::string since;             // ISO 8601, UTC

  friend bool operator==(const LockOwner&, const LockOwner&) = default;
};

// The kernel's name for the time since this machine was started; empty where there is none.
[[nodiscard]] std::string thisBootId();

// Held until destruction or the end of the process, however it ends: the kernel drops the lock of a killed
// process. It is an open-file-description lock (fcntl), not flock, because that kind can be looked at without
// being taken and is passed on to the server of a network share.
class RunLock {
 public:
  // Creates the folder if needed. Fails with `locked` naming the owner, formatUnsupported when the file
  // system has no locks, formatForbidden when something else than a lock lies there (a link, a pipe, another
  // file, which is left as it is), or permissionDenied, diskFull, fileUnwritable.
  // `keep` says whether the lock file stays when the lock is released: of a run folder it tells that a run
  // was there.
  enum class Afterwards { keep, remove };
  [[nodiscard]] static base::Result<RunLock> acquire(const std::filesystem::path& lockFile,
                                                     const std::string& program,
                                                     Afterwards afterwards = Afterwards::keep);
  RunLock(RunLock&&) noexcept = default;
  RunLock& operator=(RunLock&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(owner_, other.owner_);
    std::swap(removed_, other.removed_);
    return *this;
  }
  ~RunLock();

  [[nodiscard]] const LockOwner& owner() const { return owner_; }
  // Takes the owner's name out of the lock file, which says that nobody was killed here. The lock stays held.
  void clear();

 private:
  RunLock(base::Descriptor file, LockOwner owner, std::filesystem::path removed)
      : file_(std::move(file)), owner_(std::move(owner)), removed_(std::move(removed)) {}
  base::Descriptor file_;
  LockOwner owner_;
  std::filesystem::path removed_;  // what goes with the lock; empty: nothing
};

struct LockState {
  bool held = false;
  // The holder, or the last one when the lock is free; empty when never taken or unreadable.
  std::optional<LockOwner> owner;
};

// Tells whether the lock is held, without taking it and without write access. A missing file is a free lock.
// Fails with formatUnsupported (no locks on this file system), permissionDenied or fileUnreadable.
[[nodiscard]] base::Result<LockState> probeLock(const std::filesystem::path& lockFile);

}  // namespace chexgen::jobs
