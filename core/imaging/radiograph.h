// A radiograph from whatever file it is kept in, as 8-bit grey.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"
#include "core/imaging/remark_tally.h"

namespace chexgen::imaging {

// The default presentation of what decodeGreyImage (read_grey.h) reads, rendered: a picture of 8 bits as it
// is, one of 16 bits scaled from its range with rounding, a DICOM image by its first window, so that air is
// dark. What should be known of it (GreyImage::remarks) is added to `remarks`, where that is given. A file of
// several frames is formatUnsupported; otherwise fails like decodeGreyImage. `file` only names the source.
[[nodiscard]] base::Result<Image8> decodeRadiograph(std::span<const std::byte> bytes,
                                                    const std::filesystem::path& file = {},
                                                    std::vector<std::string>* remarks = nullptr);
[[nodiscard]] base::Result<Image8> readRadiograph(const std::filesystem::path& path,
                                                  std::vector<std::string>* remarks = nullptr);
// The same for one of many, whose remarks are told together.
[[nodiscard]] base::Result<Image8> readRadiograph(const std::filesystem::path& path, RemarkTally& tally);

}  // namespace chexgen::imaging
