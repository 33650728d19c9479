#include "core/imaging/read_image.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/imaging/file_kind.h"
#include "core/imaging/jpeg.h"
#include "core/imaging/picture_file.h"
#include "core/imaging/png.h"

namespace chexgen::imaging {

base::Result<Image8> decodeImage(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.empty()) return base::fail(base::ErrorCode::fileTruncated, "The file is empty.", file);
  if (text.starts_with("\x89PNG")) return decodePng(bytes, file);
  if (text.starts_with("\xff\xd8\xff")) return decodeJpeg(bytes, file);
  const KnownFile known = kindOf(bytes.first(std::min(bytes.size(), kindHeadBytes)), bytes.size());
  return base::fail(base::ErrorCode::formatUnsupported,
                    "The file is neither PNG nor JPEG; it is " + known.what + ".", file, {},
                    "Convert the image to PNG.");
}

base::Result<Image8> readImage(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const std::string bytes, readPicture(path));
  return decodeImage(std::as_bytes(std::span(bytes)), path);
}

}  // namespace chexgen::imaging
