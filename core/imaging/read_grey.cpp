#include "core/imaging/read_grey.h"

#include <numeric>
#include <string>
#include <utility>

#include "core/base/file.h"
#include "core/imaging/dicom.h"
#include "core/imaging/dicom_structure.h"
#include "core/imaging/png.h"
#include "core/imaging/read_image.h"

namespace chexgen::imaging {
namespace {

base::Result<Image8> greyOfEqualChannels(const Image8& colour, const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(Image8 grey, makeImage(colour.width, colour.height, 1, file));
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    const std::uint8_t red = colour.pixels[3 * i];
    if (colour.pixels[3 * i + 1] != red || colour.pixels[3 * i + 2] != red) {
      return base::fail(base::ErrorCode::formatUnsupported, "The picture is in colour; a radiograph is grey.",
                        file, {}, "Save it as a grey PNG if it is a radiograph.");
    }
    grey.pixels[i] = red;
  }
  return grey;
}

GreyImage greyImageFrom16Bit(Grey16 picture) {
  GreyImage grey;
  grey.width = picture.width;
  grey.height = picture.height;
  grey.pixels = std::move(picture.pixels);
  grey.modality.resize(65536);
  std::iota(grey.modality.begin(), grey.modality.end(), 0.0F);
  grey.presentations = {{.name = {}, .window = {.centre = 32768, .width = 65536}, .table = {}}};
  return grey;
}

base::Result<GreyImage> decodeGreyPicture(std::span<const std::byte> bytes,
                                          const std::filesystem::path& file) {
  if (isGreyPng16(bytes)) {
    CHEXGEN_ASSIGN(Grey16 picture, decodeGreyPng16(bytes, file));
    return greyImageFrom16Bit(std::move(picture));
  }
  CHEXGEN_ASSIGN(Image8 picture, decodeImage(bytes, file));
  if (picture.channels != 1) {
    CHEXGEN_ASSIGN(picture, greyOfEqualChannels(picture, file));
  }
  return greyImageFrom8Bit(picture);
}

}  // namespace

base::Result<GreyImage> decodeGreyImage(std::span<const std::byte> bytes, const std::filesystem::path& file,
                                        int frame) {
  if (isDicom(bytes)) return decodeGreyDicom(bytes, file, frame);
  if (frame != 0)
    return base::fail(base::ErrorCode::argumentInvalid, "The picture holds one frame only.", file);
  return decodeGreyPicture(bytes, file);
}

base::Result<GreyImage> readGreyImage(const std::filesystem::path& path, int frame) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(path, maxFileBytes));
  return decodeGreyImage(std::as_bytes(std::span(bytes)), path, frame);
}

}  // namespace chexgen::imaging
