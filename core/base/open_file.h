// The one place where files are opened. A folder may come from a stranger: what stands there in place of a
// file may be a pipe that never answers, a device that never ends, or a link to a file of the reader's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "core/base/descriptor.h"
#include "core/base/error.h"

namespace chexgen::base {

struct OpenFile {
  Descriptor descriptor;
  std::uint64_t bytes = 0;  // when it was opened
  std::filesystem::path path;
};

// Opens a regular file for reading, without waiting. A link is followed: reading changes nothing, and people
// keep data behind links. Fails with fileMissing, or fileUnreadable for a folder, a pipe, a device, or what
// may not be read.
[[nodiscard]] Result<OpenFile> openToRead(const std::filesystem::path& path);

// All of it, of at most `limit` bytes; fileTooLarge is told before anything is read. Also fileUnreadable,
// also when it became shorter meanwhile, and cancelled (see interruption()).
[[nodiscard]] Result<std::string> readAll(const OpenFile& file, std::uint64_t limit);
// Its first bytes, at most so many.
[[nodiscard]] Result<std::string> readStart(const OpenFile& file, std::size_t most);
// Its last bytes, at most so many: the end of a log.
[[nodiscard]] Result<std::string> readEnd(const std::filesystem::path& path, std::size_t most);
// Piece by piece from `offset` to the end, also of a file that grows meanwhile; fileUnreadable or cancelled.
using OnPiece = std::function<Result<void>(std::span<const std::byte>)>;
[[nodiscard]] Result<void> readPieces(const OpenFile& file, std::uint64_t offset, const OnPiece& onPiece);

enum class Writing {
  inPlace,  // read and written where the caller says
  append,   // read anywhere, written at the end
};
// Opens FOLDER/NAME for writing, and makes it where there is none. The last part of the path must be a
// regular file with one name and no link: formatForbidden otherwise, and nothing was touched. Content is left
// as it is; whoever shortens the file looks first whether it is theirs. Also permissionDenied, diskFull,
// fileMissing (no such folder), fileUnwritable.
[[nodiscard]] Result<Descriptor> openToWrite(const std::filesystem::path& path, Writing how);

// Makes a file that only its owner may read and write; something of that name is fileUnwritable.
[[nodiscard]] Result<Descriptor> createPrivate(const std::filesystem::path& path);

// The error for something at `path` that is no plain file of its folder; says what it is.
[[nodiscard]] tl::unexpected<Error> failNotPlain(const std::filesystem::path& path);

}  // namespace chexgen::base
