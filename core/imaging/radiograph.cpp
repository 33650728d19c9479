#include "core/imaging/radiograph.h"

#include <string>

#include "core/base/file.h"
#include "core/imaging/dicom.h"
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

}  // namespace

base::Result<Image8> decodeRadiograph(std::span<const std::byte> bytes, const std::filesystem::path& file) {
  if (isDicom(bytes)) return decodeDicom(bytes, file);
  CHEXGEN_ASSIGN(Image8 image, decodeImage(bytes, file));
  if (image.channels == 1) return image;
  return greyOfEqualChannels(image, file);
}

base::Result<Image8> readRadiograph(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const std::string bytes, base::readFile(path, maxFileBytes));
  return decodeRadiograph(std::as_bytes(std::span(bytes)), path);
}

}  // namespace chexgen::imaging
