// Any bytes as DICOM: known by its first elements, followed to its end, decoded, shown in every presentation.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/imaging/dicom_source.h"
#include "core/imaging/file_kind.h"
#include "core/imaging/origin.h"
#include "core/imaging/read_grey.h"

using namespace chexgen;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto head = bytes.first(std::min(size, imaging::kindHeadBytes));
  if (imaging::kindOf(head, size).what.empty()) std::abort();
  static_cast<void>(imaging::decodeDicomSource(bytes));
  static_cast<void>(imaging::originOf(bytes));
  const auto image = imaging::decodeGreyImage(bytes);
  if (!image) return 0;
  if (image->presentations.empty() || image->modality.empty()) std::abort();
  for (const auto& presentation : image->presentations) {
    if (imaging::checkImage(imaging::renderGreys(*image, presentation, false)).has_value()) continue;
    std::abort();
  }
  return 0;
}
