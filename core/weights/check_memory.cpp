#include "core/weights/check_memory.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <utility>

#include <sys/stat.h>

#include "core/base/file.h"
#include "core/base/json.h"

namespace chexgen::weights {

using base::ErrorCode;
using base::fail;
using base::Json;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t nanoseconds = 1'000'000'000;
constexpr std::uint64_t rememberedFrom = 4'000'000;  // bytes; smaller files are read in no time
constexpr std::size_t mostEntries = 1000;
constexpr base::JsonLimits memoryLimits{std::uint64_t{4} << 20U, 8};
constexpr int memorySchema = 1;

std::mutex memoryMutex;

std::int64_t inNanoseconds(const timespec& time) { return time.tv_sec * nanoseconds + time.tv_nsec; }

fs::path memoryFile() {
  const auto from = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? fs::path() : fs::path(value);
  };
  fs::path folder = from("XDG_CACHE_HOME");
  if (!folder.is_absolute()) folder = from("HOME").is_absolute() ? from("HOME") / ".cache" : fs::path();
  return folder.empty() ? fs::path() : folder / "chexgen/checked-weights.json";
}

std::string keyOf(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(path, error);
  return (error ? path : whole).string();
}

}  // namespace

Result<FileIdentity> identify(const fs::path& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
    return fail(ErrorCode::fileMissing, "The file does not exist.", path);
  return FileIdentity{about.st_dev, about.st_ino, static_cast<std::uint64_t>(about.st_size),
                      inNanoseconds(about.st_mtim), inNanoseconds(about.st_ctim)};
}

bool isSettled(const FileIdentity& identity, std::int64_t now) {
  return std::max(identity.modified, identity.changed) + 2 * nanoseconds <= now;
}

std::int64_t nanosecondsNow() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

CheckMemory::CheckMemory(fs::path file) : file_(std::move(file)) { read(); }

CheckMemory& CheckMemory::ofThisProcess() {
  static CheckMemory memory(memoryFile());
  return memory;
}

std::optional<FileFacts> CheckMemory::find(const fs::path& path, const FileIdentity& identity) const {
  const std::scoped_lock lock(memoryMutex);
  const auto found = entries_.find(keyOf(path));
  if (found == entries_.end() || found->second.identity != identity) return std::nullopt;
  return found->second.facts;
}

void CheckMemory::keep(const fs::path& path, const FileIdentity& identity, const FileFacts& facts) {
  const std::scoped_lock lock(memoryMutex);
  if (identity.bytes >= rememberedFrom) read();  // what other processes have kept meanwhile
  entries_[keyOf(path)] = {identity, facts};
  if (identity.bytes >= rememberedFrom) write();
}

void CheckMemory::read() {
  if (file_.empty()) return;
  const auto json = base::readJsonFile(file_, memoryLimits);
  if (!json || !json->is_object() || json->value("schema", Json()) != memorySchema) return;
  const auto files = json->find("files");
  if (files == json->end() || !files->is_object()) return;
  for (const auto& item : files->items()) {
    const std::string& path = item.key();
    const Json& value = item.value();
    if (entries_.contains(path)) continue;  // this process looked itself
    const auto number = [&](const char* key) { return base::jsonValue<std::uint64_t>(value, key); };
    const auto time = [&](const char* key) { return base::jsonValue<std::int64_t>(value, key); };
    const auto device = number("device"), inode = number("inode"), bytes = number("bytes");
    const auto modified = time("modified_ns"), changed = time("changed_ns");
    const auto sha256 = base::jsonValue<std::string>(value, "sha256");
    const auto unfit = base::jsonValue<std::string>(value, "unfit");
    if (!device || !inode || !bytes || !modified || !changed || !sha256 || !unfit) continue;
    entries_[path] = {{*device, *inode, *bytes, *modified, *changed}, {*sha256, *unfit}};
  }
}

void CheckMemory::write() const {
  if (file_.empty()) return;
  Json files = Json::object();
  for (const auto& [path, entry] : entries_) {
    if (entry.identity.bytes < rememberedFrom || files.size() == mostEntries) continue;
    const auto now = identify(path);
    if (!now || *now != entry.identity) continue;  // gone or changed: of no use to anybody
    files[path] = {{"device", entry.identity.device},
                   {"inode", entry.identity.inode},
                   {"bytes", entry.identity.bytes},
                   {"modified_ns", entry.identity.modified},
                   {"changed_ns", entry.identity.changed},
                   {"sha256", entry.facts.sha256},
                   {"unfit", entry.facts.unfit}};
  }
  const Json json{{"schema", memorySchema}, {"files", files}};
  // Without the cache the next start looks at the files again: no fault.
  static_cast<void>(
      base::writeFileAtomically(file_, json.dump(1, ' ', false, Json::error_handler_t::replace)));
}

}  // namespace chexgen::weights
