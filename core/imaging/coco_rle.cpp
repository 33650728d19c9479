#include "core/imaging/coco_rle.h"

#include <algorithm>
#include <string>

namespace chexgen::imaging {
namespace {

using base::ErrorCode;
using base::fail;

}  // namespace

base::Result<std::vector<std::uint64_t>> cocoRunLengths(std::string_view counts) {
  constexpr unsigned groupBits = 5, more = 0x20, negative = 0x10, lowest = 48, highest = lowest + 0x3F;
  std::vector<std::uint64_t> lengths;
  std::vector<std::int64_t> read;
  for (std::size_t at = 0; at < counts.size();) {
    std::uint64_t value = 0;
    unsigned bits = 0, group = more;
    for (; (group & more) != 0; bits += groupBits) {
      if (at == counts.size() || bits >= 60)
        return fail(ErrorCode::formatInvalid, "The run-length code ends within a number.");
      const auto sign = static_cast<unsigned char>(counts[at++]);
      if (sign < lowest || sign > highest)
        return fail(ErrorCode::formatInvalid, "The run-length code holds a sign that is none of its own.");
      group = sign - lowest;
      value |= static_cast<std::uint64_t>(group & 0x1FU) << bits;
    }
    if ((group & negative) != 0) value |= ~std::uint64_t{0} << bits;
    // From the third on, each is the difference from the one before the last.
    auto length = static_cast<std::int64_t>(value);
    if (read.size() > 2) length += read[read.size() - 2];
    if (length < 0 || length > std::int64_t{1} << 40U)
      return fail(ErrorCode::formatInvalid, "The run-length code holds a length below zero or too large.");
    read.push_back(length);
    lengths.push_back(static_cast<std::uint64_t>(length));
  }
  return lengths;
}

base::Result<std::array<double, 4>> boxOfRuns(const std::vector<std::uint64_t>& lengths, std::uint64_t width,
                                              std::uint64_t height) {
  std::uint64_t left = width, right = 0, top = height, bottom = 0, position = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const std::uint64_t begin = position;
    if (lengths[i] > width * height - position)
      return fail(ErrorCode::formatInvalid, "The run-length code reaches beyond its image.");
    position += lengths[i];
    if (i % 2 == 0 || lengths[i] == 0) continue;
    const std::uint64_t first = begin / height, last = (position - 1) / height;
    left = std::min(left, first);
    right = std::max(right, last + 1);
    // A run over several columns touches the lower edge of one and the upper edge of the next.
    top = std::min(top, first == last ? begin % height : 0);
    bottom = std::max(bottom, first == last ? (position - 1) % height + 1 : height);
  }
  if (position != width * height)
    return fail(ErrorCode::formatInvalid, "The run-length code covers " + std::to_string(position) + " of " +
                                              std::to_string(width * height) + " pixels.");
  if (right == 0) return std::array<double, 4>{};
  const auto whole = [](std::uint64_t value) { return static_cast<double>(value); };
  return std::array{whole(left), whole(top), whole(right - left), whole(bottom - top)};
}

}  // namespace chexgen::imaging
