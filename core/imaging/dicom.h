// A DICOM image in memory as a grey image (DCMTK does the format, GDCM its JPEG 2000).
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/grey_image.h"

namespace chexgen::imaging {

// Frame `frame` (from 0) of a DICOM file, as readGreyImage describes it.
[[nodiscard]] base::Result<GreyImage> decodeGreyDicom(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& file = {}, int frame = 0);

}  // namespace chexgen::imaging
