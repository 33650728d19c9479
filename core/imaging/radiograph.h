// A radiograph from whatever file it is kept in, as 8-bit grey.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// The default presentation of what decodeGreyImage (read_grey.h) reads, rendered: a picture of 8 bits as it
// is, one of 16 bits scaled from its full range with rounding, a DICOM image by its first window, so that air
// is dark. A file of several frames is formatUnsupported; otherwise fails like decodeGreyImage. `file` only
// names the source.
[[nodiscard]] base::Result<Image8> decodeRadiograph(std::span<const std::byte> bytes,
                                                    const std::filesystem::path& file = {});
[[nodiscard]] base::Result<Image8> readRadiograph(const std::filesystem::path& path);

}  // namespace chexgen::imaging
