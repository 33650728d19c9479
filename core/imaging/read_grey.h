// A radiograph from whatever file it is kept in, with all its stored values (see grey_image.h).
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/base/error.h"
#include "core/imaging/grey_image.h"

namespace chexgen::imaging {

// Decodes a PNG, JPEG or DICOM file, told apart by its content (file_kind.h) and never by its name; nothing
// is flipped or turned. What the file says wrongly or what is not applied stands in the image's remarks.
// - PNG, JPEG: modality values are the samples. 8 bits: 0 … 255. A PNG of 16 bits: 0 … 65535, shown over that
//   whole range; where its values end at 8, 10, 12 or 14 bits and are not spread over all 16, the first
//   presentation is the range of these bits (with a remark) and the second the whole. A JPEG of 12 bits, a
//   lossless one or JPEG-LS: the range of its bits. Colour whose channels are equal is grey, and so, with a
//   remark, is colour that differs by rounding only (by at most 3); any other colour is formatUnsupported.
//   EXIF orientation, gamma, colour profiles and transparency are not applied; remarks say so.
// - DICOM: frame `frame` (from 0) of a monochrome image of 8 or 16 bits allocated, with or without preamble
// and
//   meta header. Modality LUT sequence, else rescale; windows (linear, linear exact, sigmoid), then VOI LUTs;
//   without either a window from the least to the greatest value that is no padding. Inverted for MONOCHROME1
//   or an inverse Presentation LUT Shape. Spacing in the patient, else on the detector. Uncompressed and
//   deflated files, JPEG (baseline, extended, lossless), JPEG-LS, JPEG 2000 and RLE are read; another
//   transfer syntax is refused by its name, and an object that is no image (a report, a presentation state, a
//   segmentation) by what it is (formatUnsupported).
// Sizes are checked before a pixel is decoded, and only the wanted frame is. argumentInvalid for a frame that
// is not there; further errors are those of decodeImage; a damaged DICOM file is formatInvalid or
// fileTruncated, one with absurd sizes, more than 64 nested sequences or a million attributes fileTooLarge.
// `file` only names the source.
[[nodiscard]] base::Result<GreyImage> decodeGreyImage(std::span<const std::byte> bytes,
                                                      const std::filesystem::path& file = {}, int frame = 0);
[[nodiscard]] base::Result<GreyImage> readGreyImage(const std::filesystem::path& path, int frame = 0);

}  // namespace chexgen::imaging
