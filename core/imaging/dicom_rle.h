// The runs of bytes of one frame of a DICOM image (PS3.5 annex G). Internal to this module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace chexgen::imaging {

struct RunValues {
  unsigned planes = 1;  // bytes of each value, 1 or 2
  std::vector<std::uint16_t> words;
};

// `count` values of one or two byte planes, whatever the data set says of them. formatInvalid for a header
// that is none, fileTruncated where the runs end before all values are there; bytes behind them are passed
// over.
[[nodiscard]] base::Result<RunValues> decodeRuns(std::span<const std::byte> code, std::size_t count,
                                                 const std::filesystem::path& file);

}  // namespace chexgen::imaging
