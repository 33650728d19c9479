#include "core/base/compressed_file.h"

#include <array>

#include <zlib.h>

namespace chexgen::base {

Result<std::string> readMaybeCompressed(const std::filesystem::path& path, std::uint64_t limit) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return fail(ErrorCode::fileMissing, "The file does not exist.", path);
  const gzFile file = ::gzopen(path.c_str(), "rb");
  if (file == nullptr) return fail(ErrorCode::fileUnreadable, "The file cannot be opened.", path);
  std::string text;
  std::array<char, 1U << 16U> buffer{};
  int got = 0;
  while ((got = ::gzread(file, buffer.data(), buffer.size())) > 0 && text.size() <= limit)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  const bool tooLong = text.size() > limit;
  const bool whole = ::gzclose(file) == Z_OK && got >= 0;
  if (tooLong)
    return fail(ErrorCode::fileTooLarge, "The file is larger than " + std::to_string(limit >> 20U) + " MiB.",
                path);
  if (!whole) return fail(ErrorCode::fileTruncated, "The compressed file is damaged or cut off.", path);
  return text;
}

}  // namespace chexgen::base
