#include "core/base/compressed_file.h"

#include <array>

#include <unistd.h>
#include <zlib.h>

#include "core/base/interruption.h"
#include "core/base/open_file.h"

namespace chexgen::base {

Result<std::string> readMaybeCompressed(const std::filesystem::path& path, std::uint64_t limit) {
  CHEXGEN_ASSIGN(const OpenFile opened, openToRead(path));
  // zlib closes what it is given.
  const int descriptor = ::dup(opened.descriptor.number());
  const gzFile file = descriptor < 0 ? nullptr : ::gzdopen(descriptor, "rb");
  if (file == nullptr) {
    if (descriptor >= 0) ::close(descriptor);
    return fail(ErrorCode::fileUnreadable, "The file cannot be opened.", path);
  }
  std::string text;
  std::array<char, 1U << 16U> buffer{};
  int got = 0;
  while (!interruption().isCancelled() && text.size() <= limit &&
         (got = ::gzread(file, buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  const bool tooLong = text.size() > limit;
  const bool whole = ::gzclose(file) == Z_OK && got >= 0;
  if (interruption().isCancelled()) return fail(ErrorCode::cancelled, "Reading was cancelled.", path);
  if (tooLong)
    return fail(ErrorCode::fileTooLarge, "The file is larger than " + std::to_string(limit >> 20U) + " MiB.",
                path);
  if (!whole) return fail(ErrorCode::fileTruncated, "The compressed file is damaged or cut off.", path);
  return text;
}

}  // namespace chexgen::base
