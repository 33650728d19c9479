// A radiograph from whatever file it is kept in, as 8-bit grey.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// Decodes a PNG, JPEG or DICOM file, told apart by its first bytes and never by its name; nothing is flipped
// or turned.
// - PNG, JPEG: 8-bit grey as it is; 16-bit grey scaled from its full range with rounding; colour whose
// channels are equal
//   becomes grey, any other colour is formatUnsupported.
// - DICOM: one monochrome frame. The modality LUT is applied, then the first VOI window (or, without any, the
// first VOI
//   LUT, or else the range from the least to the greatest value); MONOCHROME1 is inverted, so that air is
//   dark. Compressed by JPEG, JPEG-LS or RLE is read; another transfer syntax is refused by its name
//   (formatUnsupported), as are colour and several frames. The size is checked before pixels are decoded.
// Further errors are those of decodeImage; a damaged DICOM file is formatInvalid or fileTruncated. `file`
// only names the source.
[[nodiscard]] base::Result<Image8> decodeRadiograph(std::span<const std::byte> bytes,
                                                    const std::filesystem::path& file = {});
[[nodiscard]] base::Result<Image8> readRadiograph(const std::filesystem::path& path);

}  // namespace chexgen::imaging
