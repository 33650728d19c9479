// What a PNG or JPEG says beside its pixels that is not applied to them. Internal to this module.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace chexgen::imaging {

// Remarks (see GreyImage) on an EXIF orientation that wants the picture turned or mirrored, on a gamma that
// is not the usual one, on a colour profile. A radiograph is shown as it is stored, since a mark or a mask
// beside it belongs to the stored pixels. Damaged or unknown parts are passed over.
[[nodiscard]] std::vector<std::string> pictureRemarks(std::span<const std::byte> bytes);

// Whether a PNG has an alpha channel or a tRNS chunk, with which its pixels need not be opaque.
[[nodiscard]] bool mayBeTransparent(std::span<const std::byte> png);

}  // namespace chexgen::imaging
