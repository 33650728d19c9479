// A picture file of either kind, told apart by its first bytes and never by its name.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// Decodes a PNG or a JPEG. formatUnsupported for anything else, fileTruncated for an empty file, otherwise
// the errors of decodePng and decodeJpeg.
[[nodiscard]] base::Result<Image8> decodeImage(std::span<const std::byte> bytes,
                                               const std::filesystem::path& file = {});
[[nodiscard]] base::Result<Image8> readImage(const std::filesystem::path& path);

}  // namespace chexgen::imaging
