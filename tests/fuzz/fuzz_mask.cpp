// Any bytes as a mask: PNG, JPEG, NIfTI of both versions, DICOM segmentations. What is accepted is a sound
// mask, and written as a PNG it comes back.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/imaging/condition.h"
#include "core/imaging/label_mask.h"
#include "core/imaging/png.h"

using namespace chexgen;

namespace {

bool isSound(const imaging::LabelMask& mask) {
  const auto& labels = mask.labels;
  const bool levelsFit =
      mask.levels.pixels.empty() || (imaging::checkImage(mask.levels) && mask.levels.width == labels.width &&
                                     mask.levels.height == labels.height);
  return imaging::checkImage(labels) && labels.channels == 1 && levelsFit &&
         std::all_of(labels.pixels.begin(), labels.pixels.end(),
                     [](auto label) { return label <= imaging::maxLabel; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto mask = imaging::decodeMask(std::as_bytes(std::span(data, size)));
  if (!mask) return 0;
  if (!isSound(*mask)) std::abort();
  static_cast<void>(imaging::conditionFromMask(imaging::whiteOnBlack(*mask), 16));
  const auto png = imaging::encodePng(mask->labels);
  if (!png) std::abort();
  const auto again = imaging::decodeMask(std::as_bytes(std::span(*png)));
  // Two labels that cover everything are taken as nothing and something.
  const bool covered =
      std::find(mask->labels.pixels.begin(), mask->labels.pixels.end(), 0) == mask->labels.pixels.end();
  if (!again || (!covered && again->labels != mask->labels)) std::abort();
  return 0;
}
