#include "core/base/open_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/interruption.h"

namespace chexgen::base {
namespace {

constexpr std::size_t pieceBytes = std::size_t{1} << 20U;
constexpr mode_t newFilePermissions = 0666;  // less what the umask takes

tl::unexpected<Error> failReadingFile(const std::filesystem::path& path) {
  return fail(ErrorCode::fileUnreadable,
              std::string("The file cannot be read: ") + std::strerror(errno) + ".", path);
}

// Reads until `most` bytes are there or the file ends.
Result<std::size_t> readInto(const OpenFile& file, std::uint64_t offset, std::span<char> room) {
  std::size_t got = 0;
  while (got < room.size()) {
    if (interruption().isCancelled()) return fail(ErrorCode::cancelled, "Reading was cancelled.", file.path);
    const ssize_t count = ::pread(file.descriptor.number(), room.data() + got,
                                  std::min(room.size() - got, pieceBytes), static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failReadingFile(file.path);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

}  // namespace

Result<OpenFile> openToRead(const std::filesystem::path& path) {
  OpenFile file{Descriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)), 0, path};
  if (!file.descriptor.isOpen()) {
    if (errno == ENOENT || errno == ENOTDIR)
      return fail(ErrorCode::fileMissing, "The file does not exist.", path);
    if (errno == ENXIO) return fail(ErrorCode::fileUnreadable, "This is not a file.", path);  // a socket
    return fail(ErrorCode::fileUnreadable,
                std::string("The file cannot be opened: ") + std::strerror(errno) + ".", path);
  }
  struct stat status {};
  if (::fstat(file.descriptor.number(), &status) != 0) return failReadingFile(path);
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::fileUnreadable, "This is not a file.", path);
  file.bytes = static_cast<std::uint64_t>(status.st_size);
  return file;
}

Result<std::string> readAll(const OpenFile& file, std::uint64_t limit) {
  if (file.bytes > limit) {
    return fail(ErrorCode::fileTooLarge,
                "The file has " + std::to_string(file.bytes) + " bytes; at most " + std::to_string(limit) +
                    " are read here.",
                file.path, "Nothing was read.");
  }
  std::string bytes(file.bytes, '\0');
  CHEXGEN_ASSIGN(const std::size_t got, readInto(file, 0, bytes));
  if (got < bytes.size())
    return fail(ErrorCode::fileUnreadable, "The file became shorter while it was read.", file.path);
  return bytes;
}

Result<std::string> readStart(const OpenFile& file, std::size_t most) {
  std::string bytes(std::min<std::uint64_t>(file.bytes, most), '\0');
  CHEXGEN_ASSIGN(const std::size_t got, readInto(file, 0, bytes));
  bytes.resize(got);
  return bytes;
}

Result<std::string> readEnd(const std::filesystem::path& path, std::size_t most) {
  CHEXGEN_ASSIGN(const OpenFile file, openToRead(path));
  std::string bytes(std::min<std::uint64_t>(file.bytes, most), '\0');
  CHEXGEN_ASSIGN(const std::size_t got, readInto(file, file.bytes - bytes.size(), bytes));
  bytes.resize(got);
  return bytes;
}

Result<void> readPieces(const OpenFile& file, std::uint64_t offset, const OnPiece& onPiece) {
  std::vector<char> piece(pieceBytes);
  for (;;) {
    CHEXGEN_ASSIGN(const std::size_t got, readInto(file, offset, piece));
    if (got == 0) return {};
    offset += got;
    CHEXGEN_TRY(onPiece(std::as_bytes(std::span(piece).first(got))));
  }
}

tl::unexpected<Error> failNotPlain(const std::filesystem::path& path) {
  struct stat status {};
  std::string what = "This is no plain file";
  if (::lstat(path.c_str(), &status) == 0) {
    std::error_code ignored;
    if (S_ISLNK(status.st_mode))
      what = "This is a link to " + std::filesystem::read_symlink(path, ignored).string();
    else if (S_ISDIR(status.st_mode))
      what = "This is a folder";
    else if (S_ISFIFO(status.st_mode))
      what = "This is a pipe";
    else if (S_ISREG(status.st_mode) && status.st_nlink > 1)
      what = "This file has a second name elsewhere";
  }
  return fail(
      ErrorCode::formatForbidden, what + ", where this program keeps a file of its own.", path,
      "Nothing was written, here or there.",
      "If the folder came from somebody else, ask them why; otherwise put a plain file in its place, or "
      "remove it.");
}

Result<Descriptor> openToWrite(const std::filesystem::path& path, Writing how) {
  const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
                    (how == Writing::append ? O_APPEND : 0);
  Descriptor file(::open(path.c_str(), flags, newFilePermissions));
  if (!file.isOpen()) {
    if (errno == ELOOP || errno == EISDIR || errno == ENXIO) return failNotPlain(path);
    return failFromErrno(errno, "The file cannot be opened for writing", path);
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0)
    return failFromErrno(errno, "The file cannot be opened for writing", path);
  // No name at all: somebody removed it in this moment, which is the caller's to look at.
  if (!S_ISREG(status.st_mode) || status.st_nlink > 1) return failNotPlain(path);
  return file;
}

Result<Descriptor> createPrivate(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.isOpen()) return failFromErrno(errno, "The file cannot be made", path);
  return file;
}

}  // namespace chexgen::base
