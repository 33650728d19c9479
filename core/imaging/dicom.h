// DICOM into memory (DCMTK does the format).
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// Whether the bytes are a DICOM file of part 10: "DICM" after a preamble of 128 bytes.
[[nodiscard]] bool isDicom(std::span<const std::byte> bytes);

// The grey image of a DICOM file, as decodeRadiograph describes it.
[[nodiscard]] base::Result<Image8> decodeDicom(std::span<const std::byte> bytes,
                                               const std::filesystem::path& file = {});

}  // namespace chexgen::imaging
