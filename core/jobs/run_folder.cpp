#include "core/jobs/run_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/json.h"
#include "core/base/open_file.h"
#include "core/base/system_info.h"
#include "core/jobs/clock.h"

namespace chexgen::jobs {
namespace {

using base::ErrorCode;

constexpr std::size_t ownerBytes = 4096;

struct flock wholeFile() {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return range;
}

std::string firstLine(const char* path) {
  const std::string text = base::kernelText(path);
  return text.substr(0, text.find('\n'));
}

// Field 22 of /proc/self/stat (proc(5)). The name in field 2 may hold spaces, so counting starts after it.
std::uint64_t ownStartTicks() {
  const std::string line = firstLine("/proc/self/stat");
  std::istringstream rest(line.substr(std::min(line.rfind(')') + 1, line.size())));
  std::string field;
  for (int number = 3; number <= 22 && rest >> field; ++number) {
    if (number == 22) return std::strtoull(field.c_str(), nullptr, 10);
  }
  return 0;
}

LockOwner thisProcess(const std::string& program) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return LockOwner{::getpid(), host.data(), thisBootId(), ownStartTicks(), program, timeNow()};
}

std::string ownerText(const LockOwner& owner) {
  base::OrderedJson value;
  value["pid"] = owner.pid;
  value["host"] = owner.host;
  value["boot_id"] = owner.bootId;
  value["start_ticks"] = owner.startTicks;
  value["program"] = owner.program;
  value["since"] = owner.since;
  return value.dump(-1, ' ', false, base::OrderedJson::error_handler_t::replace) + "\n";
}

std::optional<LockOwner> parseOwner(std::string_view text, const std::filesystem::path& file) {
  const auto parsed = base::parseJson(text, file);
  if (!parsed) return std::nullopt;
  const auto pid = base::jsonValue<std::int64_t>(*parsed, "pid", file);
  const auto host = base::jsonValue<std::string>(*parsed, "host", file);
  const auto bootId = base::jsonValueOr<std::string>(*parsed, "boot_id", "", file);
  const auto ticks = base::jsonValueOr<std::uint64_t>(*parsed, "start_ticks", 0, file);
  const auto program = base::jsonValueOr<std::string>(*parsed, "program", "", file);
  const auto since = base::jsonValueOr<std::string>(*parsed, "since", "", file);
  if (!pid || !host || !bootId || !ticks || !program || !since) return std::nullopt;
  return LockOwner{*pid, *host, *bootId, *ticks, *program, *since};
}

std::optional<LockOwner> readOwner(int descriptor, const std::filesystem::path& file) {
  std::array<char, ownerBytes> text{};
  const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
  if (count <= 0) return std::nullopt;
  return parseOwner(std::string_view(text.data(), static_cast<std::size_t>(count)), file);
}

tl::unexpected<base::Error> failLocked(int descriptor, const std::filesystem::path& file) {
  const auto owner = readOwner(descriptor, file);
  std::string who = "another process";
  if (owner) {
    who = owner->program + " (process " + std::to_string(owner->pid) + " on " + owner->host + ", since " +
          owner->since + ")";
  }
  return base::fail(ErrorCode::locked, "The run folder is in use by " + who + ".", file,
                    "Nothing was changed.", "Wait until it ends, cancel it, or choose another folder.");
}

tl::unexpected<base::Error> failLocking(int number, const std::filesystem::path& file) {
  if (number == ENOLCK || number == EOPNOTSUPP || number == ENOSYS || number == EINVAL) {
    return base::fail(
        ErrorCode::formatUnsupported,
        std::string("The file system of the run folder has no file locks: ") + std::strerror(number) + ".",
        file, "Nothing was changed.",
        "Choose a run folder on a local disk, or have the share mounted with locking.");
  }
  return base::failFromErrno(number, "The lock cannot be taken", file);
}

// Before anything is shortened: a lock file holds what writeOwner wrote, or the part of it, or the zeros,
// that a power cut left.
base::Result<void> checkIsLock(int descriptor, const std::filesystem::path& file) {
  constexpr std::string_view start = "{\"pid\":";
  std::array<char, ownerBytes> bytes{};
  const ssize_t count = ::pread(descriptor, bytes.data(), bytes.size(), 0);
  if (count < 0) return base::failFromErrno(errno, "The lock file cannot be read", file);
  const std::string_view text(bytes.data(), static_cast<std::size_t>(count));
  const std::string_view begin = text.substr(0, start.size());
  const bool isOurs = text.size() < ownerBytes &&
                      (start.starts_with(begin) || text.find_first_not_of('\0') == std::string_view::npos);
  if (isOurs) return {};
  return base::fail(ErrorCode::formatForbidden, "Where the lock belongs lies a file that is none.", file,
                    "It was not changed.", "Look what it is; then rename or remove it.");
}

bool isNamed(int descriptor, const std::filesystem::path& file) {
  struct stat open {
  }, named{};
  return ::fstat(descriptor, &open) == 0 && ::lstat(file.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

// The content only informs; the lock itself is the kernel's. So it is written in place: a rename would leave
// the lock on a file that no longer has the name.
base::Result<void> writeOwner(int descriptor, const LockOwner& owner, const std::filesystem::path& file) {
  const std::string text = ownerText(owner);
  if (::ftruncate(descriptor, 0) != 0 || !base::writeAll(descriptor, std::as_bytes(std::span(text)))) {
    return base::failFromErrno(errno, "The lock file cannot be written", file);
  }
  return {};
}

}  // namespace

std::string thisBootId() { return firstLine("/proc/sys/kernel/random/boot_id"); }

RunFiles runFiles(const std::filesystem::path& folder, const Shard& shard) {
  std::string part;
  if (shard.count > 1) {
    part.append("-").append(std::to_string(shard.index)).append("-of-").append(std::to_string(shard.count));
  }
  return RunFiles{.folder = folder,
                  .lock = folder / ("run" + part + ".lock"),
                  .events = folder / ("events" + part + ".jsonl"),
                  .control = folder / "control.json",
                  .spec = folder / ("spec" + part + ".json"),
                  .log = folder / ("log" + part + ".txt")};
}

std::vector<Shard> shardsIn(const std::filesystem::path& folder) {
  std::vector<Shard> shards;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    Shard shard;
    if (name != "run.lock" &&
        std::sscanf(name.c_str(), "run-%zu-of-%zu.lock", &shard.index, &shard.count) != 2) {
      continue;
    }
    // Only the exact name counts, and sscanf accepts more.
    if (runFiles(folder, shard).lock.filename() == name) shards.push_back(shard);
  }
  std::sort(shards.begin(), shards.end(), [](const Shard& a, const Shard& b) {
    return std::pair(a.count, a.index) < std::pair(b.count, b.index);
  });
  return shards;
}

void RunLock::clear() {
  // Best effort: what stands there only informs.
  if (file_.isOpen()) static_cast<void>(::ftruncate(file_.number(), 0));
}

RunLock::~RunLock() {
  // While it is still held: whoever waits for it finds the name gone and makes a file of its own.
  if (file_.isOpen() && !removed_.empty()) ::unlink(removed_.c_str());
}

base::Result<RunLock> RunLock::acquire(const std::filesystem::path& lockFile, const std::string& program,
                                       Afterwards afterwards) {
  std::error_code error;
  std::filesystem::create_directories(lockFile.parent_path(), error);
  if (error) {
    return base::failFromErrno(error.value(), "The run folder cannot be created", lockFile.parent_path());
  }
  for (;;) {
    CHEXGEN_ASSIGN(base::Descriptor file, base::openToWrite(lockFile, base::Writing::inPlace));
    struct flock range = wholeFile();
    if (::fcntl(file.number(), F_OFD_SETLK, &range) != 0) {
      if (errno == EAGAIN || errno == EACCES) return failLocked(file.number(), lockFile);
      return failLocking(errno, lockFile);
    }
    // Between opening and locking its last holder may have removed it: a lock on a file without a name keeps
    // nobody out.
    if (!isNamed(file.number(), lockFile)) continue;
    CHEXGEN_TRY(checkIsLock(file.number(), lockFile));
    LockOwner owner = thisProcess(program);
    CHEXGEN_TRY(writeOwner(file.number(), owner, lockFile));
    return RunLock(std::move(file), std::move(owner),
                   afterwards == Afterwards::remove ? lockFile : std::filesystem::path());
  }
}

base::Result<LockState> probeLock(const std::filesystem::path& lockFile) {
  const auto file = base::openToRead(lockFile);
  if (!file && file.error().code == ErrorCode::fileMissing) return LockState{};
  if (!file && ::access(lockFile.c_str(), R_OK) != 0 && errno == EACCES)
    return base::failFromErrno(EACCES, "The lock file cannot be opened", lockFile);
  if (!file) return tl::unexpected(file.error());
  const int descriptor = file->descriptor.number();
  struct flock range = wholeFile();
  if (::fcntl(descriptor, F_OFD_GETLK, &range) != 0) return failLocking(errno, lockFile);
  return LockState{range.l_type != F_UNLCK, readOwner(descriptor, lockFile)};
}

}  // namespace chexgen::jobs
