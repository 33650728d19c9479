// The stored values of one frame of a DICOM image. Internal to this module: it shows DCMTK's headers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/imaging/dicom_file.h"

namespace chexgen::imaging {

struct StoredFrame {
  int width = 0;
  int height = 0;
  int bits = 8;           // stored, 1 … 16
  bool isSigned = false;  // two's complement of that many bits
  int frames = 1;         // in the file
  // Each value counted from the least that these bits can hold, so that greater is greater: value = index +
  // least.
  std::vector<std::uint16_t> indices;
  std::vector<std::string> remarks;  // where the pixels are not what the header says

  [[nodiscard]] int least() const { return isSigned ? -(1 << (bits - 1)) : 0; }
  // The index of a value as an attribute holds it, such as Pixel Padding Value.
  [[nodiscard]] std::uint16_t indexOf(std::uint16_t word) const {
    const unsigned mask = (1U << static_cast<unsigned>(bits)) - 1U;
    const unsigned sign = isSigned ? 1U << static_cast<unsigned>(bits - 1) : 0U;
    return static_cast<std::uint16_t>((word & mask) ^ sign);
  }
};

// Decodes frame `frame` (from 0) of a monochrome image of 8 or 16 bits allocated; bits outside those stored
// are dropped, with a remark where they say something. A JPEG, JPEG-LS, JPEG 2000 or RLE stream is decoded as
// what it is, also where it has other bits or another sign than the header. All attributes are judged before
// a pixel is decoded. formatUnsupported for colour, other depths and unread transfer syntaxes;
// argumentInvalid for a frame that is not there; formatInvalid, fileTruncated, fileTooLarge, outOfMemory as
// everywhere.
[[nodiscard]] base::Result<StoredFrame> decodeStoredFrame(const OpenDicom& dicom, int frame,
                                                          const std::filesystem::path& file);

// A bare grey JPEG of more than 8 bits, a lossless one or JPEG-LS, as the one frame of an image in memory, so
// that the decoders of DICOM take it. formatUnsupported for colour and for a kind that DICOM does not have.
[[nodiscard]] base::Result<StoredFrame> decodeBareJpeg(std::span<const std::byte> code,
                                                       const std::filesystem::path& file);

}  // namespace chexgen::imaging
