#include "core/base/inside_path.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/sha256.h"

namespace chexgen::base {
namespace {

constexpr std::size_t longestPath = 4096;

bool isPlainName(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && part.size() <= 255 &&
         std::none_of(part.begin(), part.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool staysInside(std::string_view written) {
  if (written.empty() || written.size() > longestPath) return false;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(written.find('/', begin), written.size());
    if (!isPlainName(written.substr(begin, end - begin))) return false;
    if (end == written.size()) return true;
    begin = end + 1;
  }
}

// What a stranger wrote, fit to be shown.
std::string visible(std::string_view written) {
  std::string text(written.substr(0, 200));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

tl::unexpected<Error> failLink(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto target = std::filesystem::read_symlink(path, ignored);
  return fail(
      ErrorCode::formatForbidden,
      target.empty() ? std::string("Something else than a file or folder is in its place.")
                     : "This is a link to " + target.string() + ", and links are not followed here.",
      path, "Nothing behind it was touched.",
      "If the folder came from somebody else, ask them why; otherwise put what it leads to in its place.");
}

}  // namespace

Result<InsidePath> InsidePath::in(const std::filesystem::path& folder, std::string_view written) {
  if (!staysInside(written)) {
    return fail(ErrorCode::formatForbidden,
                "The path \"" + visible(written) + "\" does not stay inside the folder that names it.",
                folder, "It was not touched.",
                "Ask whoever gave you this folder; this program writes no such path.");
  }
  return InsidePath(folder, std::filesystem::path(written));
}

Result<Descriptor> InsidePath::openParent() const {
  const auto place = folder_.empty() ? std::filesystem::path(".") : folder_;
  Descriptor folder(::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  auto path = place;
  for (const auto& part : relative_.parent_path()) {
    if (!folder.isOpen()) break;
    path /= part;
    folder =
        Descriptor(::openat(folder.number(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  }
  if (folder.isOpen()) return folder;
  if (errno == ELOOP || errno == ENOTDIR) return failLink(path);
  if (errno == ENOENT) return fail(ErrorCode::fileMissing, "The file does not exist.", whole());
  return fail(ErrorCode::fileUnreadable,
              std::string("The folder cannot be opened: ") + std::strerror(errno) + ".", path);
}

Result<OpenFile> InsidePath::openToRead() const {
  CHEXGEN_ASSIGN(const Descriptor parent, openParent());
  OpenFile file{Descriptor(::openat(parent.number(), relative_.filename().c_str(),
                                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)),
                0, whole()};
  if (!file.descriptor.isOpen()) {
    if (errno == ELOOP || errno == ENXIO) return failLink(whole());
    if (errno == ENOENT) return fail(ErrorCode::fileMissing, "The file does not exist.", whole());
    return fail(ErrorCode::fileUnreadable,
                std::string("The file cannot be opened: ") + std::strerror(errno) + ".", whole());
  }
  struct stat status {};
  if (::fstat(file.descriptor.number(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(ErrorCode::fileUnreadable, "This is not a file.", whole());
  file.bytes = static_cast<std::uint64_t>(status.st_size);
  return file;
}

Result<std::string> InsidePath::read(std::uint64_t limit) const {
  CHEXGEN_ASSIGN(const OpenFile file, openToRead());
  return readAll(file, limit);
}

Result<std::string> InsidePath::sha256(const CancelToken& cancel) const {
  CHEXGEN_ASSIGN(const OpenFile file, openToRead());
  Sha256 hash;
  CHEXGEN_TRY(readPieces(file, 0, [&](std::span<const std::byte> piece) -> Result<void> {
    if (cancel.isCancelled()) return fail(ErrorCode::cancelled, "Hashing was cancelled.", whole());
    hash.update(piece);
    return {};
  }));
  return hash.finish();
}

Result<std::filesystem::path> InsidePath::plain() const {
  CHEXGEN_TRY(openToRead());
  return whole();
}

Result<void> InsidePath::remove() const {
  const auto parent = openParent();
  if (!parent && parent.error().code == ErrorCode::fileMissing) return {};
  if (!parent) return tl::unexpected(parent.error());
  if (::unlinkat(parent->number(), relative_.filename().c_str(), 0) == 0 || errno == ENOENT) return {};
  return failFromErrno(errno, "The file cannot be removed", whole());
}

Result<void> refuseLinks(const std::filesystem::path& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    struct stat status {};
    const auto path = folder / name;
    if (::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) return failLink(path);
  }
  return {};
}

Result<void> refuseLinks(const std::filesystem::path& folder) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_symlink(error)) return failLink(entry->path());
  }
  return {};
}

}  // namespace chexgen::base
