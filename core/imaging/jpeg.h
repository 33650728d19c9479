// JPEG into memory (libjpeg-turbo does the format). The programs never write JPEG: it alters pixels.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// Decodes an 8-bit grey or colour JPEG, progressive too, to grey or RGB; CMYK becomes RGB as Pillow does it,
// with the inks inverted as Adobe stores them. EXIF orientation is not applied (see read_grey.h, which says
// so). The size is checked before a pixel is decoded, and damaged data is an error, never grey filling. Fails
// with fileTruncated (also for an empty file), formatInvalid (damage, named by libjpeg), formatUnsupported
// (12 bits, lossless, arithmetic coding), fileTooLarge or outOfMemory; `file` only names the source.
[[nodiscard]] base::Result<Image8> decodeJpeg(std::span<const std::byte> bytes,
                                              const std::filesystem::path& file = {});
[[nodiscard]] base::Result<Image8> readJpeg(const std::filesystem::path& path);

}  // namespace chexgen::imaging
