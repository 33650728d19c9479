// Whole files in and out: reading with a limit, mapping, and publishing so that a reader sees all or nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::base {

// The whole file as bytes in a string. Fails with fileMissing, fileUnreadable, or fileTooLarge when it is
// longer than `limit` bytes (checked before reading).
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t limit);

// Writes `bytes` to a temporary neighbour, syncs it to disk, renames it to `path` and syncs the folder: after
// a crash or a full disk the old content or the new is there, never a part. Creates missing parent folders. A
// process that is killed in between leaves the neighbour, named "FILE.PROCESS-NUMBER.tmp".
// Fails with diskFull, permissionDenied or fileUnwritable; the old file is then untouched.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& path,
                                               std::span<const std::byte> bytes);
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view text);

// The same promise for a file that is too large to hold in memory: write pieces, then publish.
// Destruction without publish() removes the temporary file.
class AtomicFileWriter {
 public:
  [[nodiscard]] static Result<AtomicFileWriter> create(const std::filesystem::path& path);
  AtomicFileWriter(AtomicFileWriter&&) noexcept;
  AtomicFileWriter& operator=(AtomicFileWriter&&) noexcept;
  ~AtomicFileWriter();

  [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
  [[nodiscard]] Result<void> publish();

 private:
  struct State;
  explicit AtomicFileWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A read-only memory map of a whole file; pages are read when touched. Copies share the map.
class MappedFile {
 public:
  // Fails with fileMissing or fileUnreadable. An empty file maps to an empty span.
  [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path);

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Keeps the map alive as long as a copy of this pointer lives.
  [[nodiscard]] std::shared_ptr<const void> owner() const { return owner_; }

 private:
  MappedFile() = default;
  std::shared_ptr<const void> owner_;
  std::span<const std::byte> bytes_;
  std::filesystem::path path_;
};

}  // namespace chexgen::base
