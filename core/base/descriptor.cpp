#include "core/base/descriptor.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>

namespace chexgen::base {

tl::unexpected<Error> failFromErrno(int number, const std::string& what, const std::filesystem::path& path) {
  const std::string reason = what + ": " + std::strerror(number) + ".";
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return fail(ErrorCode::diskFull, reason, path, "Files already on the disk are unchanged.",
                  "Free some space or choose another folder, then try again.");
    case EACCES:
    case EPERM:
    case EROFS:
      return fail(ErrorCode::permissionDenied, reason, path, "Files already on the disk are unchanged.",
                  "Choose a folder that you may write to.");
    case ENOENT: return fail(ErrorCode::fileMissing, reason, path);
    default: return fail(ErrorCode::fileUnwritable, reason, path);
  }
}

bool writeAll(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

void syncFolder(const std::filesystem::path& folder) {
  const std::filesystem::path place = folder.empty() ? "." : folder;
  const Descriptor descriptor(::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.isOpen()) ::fsync(descriptor.number());
}

}  // namespace chexgen::base
