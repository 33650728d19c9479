// The size of a picture in a table, without decoding where the header says it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::training {

struct PictureSize {
  int width = 0;  // pixels
  int height = 0;

  friend bool operator==(const PictureSize&, const PictureSize&) = default;
};

// From the header of a PNG or JPEG; other pictures, and files whose header is odd, are decoded. Fails like
// imaging::decodeImage (a DICOM image like imaging::decodeRadiograph) and imaging::checkImageSize.
[[nodiscard]] base::Result<PictureSize> pictureSize(std::span<const std::byte> bytes,
                                                    const std::filesystem::path& file);

}  // namespace chexgen::training
