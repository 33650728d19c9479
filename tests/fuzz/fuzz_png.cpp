// Any bytes as a picture: decoded as PNG and JPEG, as a radiograph with its remarks, searched for texts and a
// recipe.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/imaging/jpeg.h"
#include "core/imaging/png.h"
#include "core/imaging/read_grey.h"
#include "core/imaging/recipe_png.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  for (const auto& image : {imaging::decodePng(bytes), imaging::decodeJpeg(bytes)}) {
    if (image && !imaging::checkImage(*image)) std::abort();
  }
  static_cast<void>(imaging::decodeGreyImage(bytes));
  static_cast<void>(imaging::decodePngTexts(bytes));
  static_cast<void>(imaging::decodeRecipePng(bytes));
  return 0;
}
