// What was found in files, remembered by their identity to the system. Used by file_check.cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/weights/file_check.h"

namespace chexgen::weights {

// What the system says of a file; another content has another identity.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, bytes = 0;
  std::int64_t modified = 0, changed = 0;  // nanoseconds since 1970: of the content, of anything

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// fileMissing when there is none. Follows symbolic links.
[[nodiscard]] base::Result<FileIdentity> identify(const std::filesystem::path& path);

// Whether the last change lies two seconds and more before `now` (nanoseconds since 1970): a coarse clock
// could not tell a later one from it.
[[nodiscard]] bool isSettled(const FileIdentity& identity, std::int64_t now);
[[nodiscard]] std::int64_t nanosecondsNow();

// Facts by path; any number of threads may use one.
class CheckMemory {
 public:
  // `file` is read at once and written by keep(); empty: nothing but this process remembers. A file that is
  // missing, damaged or cannot be written is passed over.
  explicit CheckMemory(std::filesystem::path file);
  // The one of this process.
  [[nodiscard]] static CheckMemory& ofThisProcess();

  // The facts that were kept for this path under exactly this identity.
  [[nodiscard]] std::optional<FileFacts> find(const std::filesystem::path& path,
                                              const FileIdentity& identity) const;
  void keep(const std::filesystem::path& path, const FileIdentity& identity, const FileFacts& facts);

 private:
  struct Entry {
    FileIdentity identity;
    FileFacts facts;
  };
  void read();
  void write() const;

  std::filesystem::path file_;
  std::map<std::string, Entry> entries_;  // by absolute path
};

}  // namespace chexgen::weights
