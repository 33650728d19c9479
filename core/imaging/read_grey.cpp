#include "core/imaging/read_grey.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "core/imaging/code_header.h"
#include "core/imaging/dicom.h"
#include "core/imaging/dicom_pixels.h"
#include "core/imaging/file_kind.h"
#include "core/imaging/picture_file.h"
#include "core/imaging/picture_remarks.h"
#include "core/imaging/png.h"
#include "core/imaging/read_image.h"

namespace chexgen::imaging {
namespace {

// Colour that came of compressing grey differs by rounding.
constexpr int roundedColour = 3;

base::Result<GreyImage> greyOfColour(const Image8& colour, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(Image8 grey, makeImage(colour.width, colour.height, 1, file));
  int widest = 0;
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    const std::array<std::uint8_t, 3> rgb{colour.pixels[3 * i], colour.pixels[3 * i + 1],
                                          colour.pixels[3 * i + 2]};
    const auto [least, most] = std::minmax_element(rgb.begin(), rgb.end());
    widest = std::max(widest, *most - *least);
    // Luma as Pillow has it; of equal channels it is their value.
    const unsigned luma = (rgb[0] * 19595U + rgb[1] * 38470U + rgb[2] * 7471U + 0x8000U) >> 16U;
    grey.pixels[i] = static_cast<std::uint8_t>(luma);
  }
  if (widest > roundedColour) {
    return base::fail(base::ErrorCode::formatUnsupported, "The picture is in colour; a radiograph is grey.",
                      file, {}, "Save it as a grey PNG if it is a radiograph.");
  }
  CHEXGEN_ASSIGN(GreyImage image, greyImageFrom8Bit(grey));
  if (widest > 0)
    image.remarks.push_back("Colours that differ by at most " + std::to_string(widest) +
                            " were taken as grey");
  return image;
}

GreyImage greyImageOf(int width, int height, std::vector<std::uint16_t> pixels, int bits) {
  GreyImage grey;
  grey.width = width;
  grey.height = height;
  grey.pixels = std::move(pixels);
  const int values = 1 << bits;
  grey.modality.resize(static_cast<std::size_t>(values));
  std::iota(grey.modality.begin(), grey.modality.end(), 0.0F);
  grey.presentations = {{.name = {}, .window = {.centre = values / 2.0, .width = 1.0 * values}, .table = {}}};
  return grey;
}

// The bits that the values of a 16-bit picture need, when detectors deliver so many and the values are theirs
// as they are. Values of fewer bits that were spread over all 16 (257 times those of 8 bits, or shifted) are
// dark where they are small.
std::optional<int> narrowBits(const std::vector<std::uint16_t>& pixels) {
  const unsigned greatest = *std::max_element(pixels.begin(), pixels.end());
  for (const int bits : {8, 10, 12, 14}) {
    if (greatest == 0 || greatest >> static_cast<unsigned>(bits) != 0) continue;
    const unsigned shift = 1U << (16U - static_cast<unsigned>(bits));
    const bool spread = std::all_of(pixels.begin(), pixels.end(), [](unsigned v) { return v % 257 == 0; }) ||
                        std::all_of(pixels.begin(), pixels.end(), [=](unsigned v) { return v % shift == 0; });
    return spread ? std::nullopt : std::optional(bits);
  }
  return std::nullopt;
}

GreyImage greyImageFrom16Bit(Grey16 picture) {
  GreyImage grey = greyImageOf(picture.width, picture.height, std::move(picture.pixels), 16);
  if (const auto bits = narrowBits(grey.pixels)) {
    const int values = 1 << *bits;
    grey.presentations.front().name = "16 bits";
    grey.presentations.insert(grey.presentations.begin(),
                              {.name = std::to_string(*bits) + " bits in 16",
                               .window = {.centre = values / 2.0, .width = 1.0 * values},
                               .table = {}});
    grey.remarks.push_back(std::to_string(*bits) + " bits in 16: shown over 0.." +
                           std::to_string(values - 1));
  }
  return grey;
}

base::Result<GreyImage> greyPixelsOf(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  if (isGreyPng16(bytes) || isColourPng16(bytes)) {
    CHEXGEN_ASSIGN(Grey16 picture, decodeGreyPng16(bytes, file));
    return greyImageFrom16Bit(std::move(picture));
  }
  constexpr unsigned losslessFrame = 0xc3, jpegLsFrame = 0xf7;
  const auto code = jpegHeader(bytes);
  if (code && (code->precision > 8 || code->marker == losslessFrame || code->marker == jpegLsFrame)) {
    CHEXGEN_ASSIGN(StoredFrame frame, decodeBareJpeg(bytes, file));
    return greyImageOf(frame.width, frame.height, std::move(frame.indices), frame.bits);
  }
  CHEXGEN_ASSIGN(const Image8 picture, decodeImage(bytes, file));
  return picture.channels == 1 ? greyImageFrom8Bit(picture) : greyOfColour(picture, file);
}

base::Result<bool> isTransparent(std::span<const std::byte> png, const std::filesystem::path& file) {
  if (!mayBeTransparent(png)) return false;
  CHEXGEN_ASSIGN(const PngSamples stored, decodePngSamples(png, file));
  return std::any_of(stored.alpha.begin(), stored.alpha.end(),
                     [&stored](std::uint16_t alpha) { return alpha != stored.opaque; });
}

base::Result<GreyImage> decodeGreyPicture(std::span<const std::byte> bytes, FileKind kind,
                                          const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(GreyImage image, greyPixelsOf(bytes, file));
  if (kind == FileKind::png) {
    CHEXGEN_ASSIGN(const bool transparent, isTransparent(bytes, file));
    if (transparent) image.remarks.emplace_back("The file is transparent in places, which is not shown");
  }
  for (std::string& remark : pictureRemarks(bytes)) image.remarks.push_back(std::move(remark));
  return image;
}

}  // namespace

base::Result<GreyImage> decodeGreyImage(std::span<const std::byte> bytes, const std::filesystem::path& file,
                                        int frame) {
  const KnownFile known = kindOf(bytes.first(std::min(bytes.size(), kindHeadBytes)), bytes.size());
  switch (known.kind) {
    case FileKind::dicomImage: return decodeGreyDicom(bytes, file, frame);
    case FileKind::dicomDirectory:
    case FileKind::dicomOther:
    case FileKind::other:
      if (bytes.empty()) return base::fail(base::ErrorCode::fileTruncated, "The file is empty.", file);
      return base::fail(base::ErrorCode::formatUnsupported,
                        "The file is no radiograph; it is " + known.what + ".", file, {},
                        "Choose a PNG, a JPEG or a DICOM image.");
    case FileKind::png:
    case FileKind::jpeg: break;
  }
  if (frame != 0)
    return base::fail(base::ErrorCode::argumentInvalid, "The picture holds one frame only.", file);
  return decodeGreyPicture(bytes, known.kind, file);
}

base::Result<GreyImage> readGreyImage(const std::filesystem::path& path, int frame) {
  CHEXGEN_ASSIGN(const std::string bytes, readPicture(path));
  return decodeGreyImage(std::as_bytes(std::span(bytes)), path, frame);
}

}  // namespace chexgen::imaging
