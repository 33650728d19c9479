#include "core/imaging/image.h"

#include <algorithm>
#include <new>
#include <string>

namespace chexgen::imaging {

using base::ErrorCode;
using base::fail;

base::Result<void> checkImageSize(std::uint64_t width, std::uint64_t height,
                                  const std::filesystem::path& file) {
  const std::string size = std::to_string(width) + " x " + std::to_string(height);
  if (width == 0 || height == 0) {
    return fail(ErrorCode::formatInvalid, "The image has no pixels (" + size + ").", file);
  }
  if (width > maxImageSide || height > maxImageSide || width * height > maxImagePixels) {
    return fail(
        ErrorCode::fileTooLarge,
        "The image is " + size + " pixels; at most " + std::to_string(maxImageSide) + " a side are handled.",
        file, "Nothing was decoded.", "Reduce the image or check that the file is undamaged.");
  }
  return {};
}

base::Result<Image8> makeImage(int width, int height, int channels, const std::filesystem::path& file) {
  CHEXGEN_TRY(checkImageSize(static_cast<std::uint64_t>(std::max(width, 0)),
                             static_cast<std::uint64_t>(std::max(height, 0)), file));
  if (channels != 1 && channels != 3) {
    return fail(ErrorCode::argumentInvalid,
                "An image has 1 or 3 channels, not " + std::to_string(channels) + ".", file);
  }
  Image8 image{.width = width, .height = height, .channels = channels, .pixels = {}};
  try {
    image.pixels.resize(image.index(0, height));
  } catch (const std::bad_alloc&) {
    return fail(
        ErrorCode::outOfMemory,
        "There is not enough memory for an image of " + std::to_string(image.index(0, height)) + " bytes.",
        file, {}, "Close other programs or use a smaller image.");
  }
  return image;
}

base::Result<void> checkImage(const Image8& image) {
  CHEXGEN_TRY(checkImageSize(static_cast<std::uint64_t>(std::max(image.width, 0)),
                             static_cast<std::uint64_t>(std::max(image.height, 0))));
  if ((image.channels != 1 && image.channels != 3) || image.pixels.size() != image.index(0, image.height)) {
    return fail(ErrorCode::argumentInvalid, "The image holds " + std::to_string(image.pixels.size()) +
                                                " values, which does not fit " + std::to_string(image.width) +
                                                " x " + std::to_string(image.height) + " pixels of " +
                                                std::to_string(image.channels) + " channels.");
  }
  return {};
}

base::Result<Image8> toRgb(const Image8& image) {
  CHEXGEN_TRY(checkImage(image));
  if (image.channels == 3) return image;
  CHEXGEN_ASSIGN(Image8 rgb, makeImage(image.width, image.height, 3));
  auto out = rgb.pixels.begin();
  for (const std::uint8_t grey : image.pixels) out = std::fill_n(out, 3, grey);
  return rgb;
}

}  // namespace chexgen::imaging
