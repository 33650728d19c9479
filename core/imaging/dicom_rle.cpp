#include "core/imaging/dicom_rle.h"

#include <string>

namespace chexgen::imaging {
namespace {

constexpr std::size_t runHeaderBytes = 64;

std::uint32_t headerNumber(std::span<const std::byte> code, std::size_t position) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8U | std::to_integer<std::uint32_t>(code[4 * position + i]);
  return value;
}

// How many of the values one plane fills: each of its bytes goes to the next value, above what is there.
std::size_t addPlane(std::span<const std::byte> runs, std::vector<std::uint16_t>& words) {
  std::size_t filled = 0;
  const auto put = [&](std::byte byte) {
    if (filled == words.size()) return;
    words[filled] =
        static_cast<std::uint16_t>(unsigned{words[filled]} << 8U | std::to_integer<unsigned>(byte));
    ++filled;
  };
  std::size_t at = 0;
  while (at < runs.size() && filled < words.size()) {
    const auto head = std::to_integer<unsigned>(runs[at++]);
    constexpr unsigned nothing = 128;
    if (head < nothing) {  // so many and one more as they are
      for (unsigned i = 0; i <= head && at < runs.size(); ++i) put(runs[at++]);
    } else if (head > nothing && at < runs.size()) {  // one byte, repeated
      for (unsigned i = 0; i < 257 - head; ++i) put(runs[at]);
      ++at;
    }
  }
  return filled;
}

}  // namespace

base::Result<RunValues> decodeRuns(std::span<const std::byte> code, std::size_t count,
                                   const std::filesystem::path& file) {
  const auto damaged = [&file](const char* reason) {
    return base::fail(base::ErrorCode::formatInvalid,
                      std::string("The DICOM file is damaged: ") + reason + ".", file, {},
                      "Export the image again from where it came from.");
  };
  if (code.size() < runHeaderBytes) return damaged("its pixels have no header of run lengths");
  RunValues values{.planes = headerNumber(code, 0), .words = {}};
  if (values.planes != 1 && values.planes != 2)
    return damaged("its run lengths are not those of grey values of 8 or 16 bits");
  values.words.assign(count, 0);
  for (std::size_t plane = 1; plane <= values.planes; ++plane) {
    const std::size_t begin = headerNumber(code, plane);
    const std::size_t end = plane < values.planes ? headerNumber(code, plane + 1) : code.size();
    if (begin < runHeaderBytes || begin > end || end > code.size())
      return damaged("its run lengths begin outside of the file");
    if (addPlane(code.subspan(begin, end - begin), values.words) < count) {
      return base::fail(base::ErrorCode::fileTruncated, "The DICOM file ends before its image is complete.",
                        file, {}, "Copy or export the image again.");
    }
  }
  return values;
}

}  // namespace chexgen::imaging
