// The bare structure of a DICOM file, judged before any library builds objects out of it. Internal to this
// module.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"

namespace chexgen::imaging {

// Readers descend into sequences by recursion, so the depth of a forged file would be the depth of their
// stack; and each attribute costs a few hundred bytes of memory, however short its value is.
inline constexpr std::size_t maxDicomDepth = 64;
inline constexpr std::size_t maxDicomAttributes = 1'000'000;
// A deflated data set that grows beyond this is refused.
inline constexpr std::size_t maxInflatedBytes = std::size_t{1} << 29U;

struct DicomLayout {
  std::string transferSyntax;  // its UID; empty when the file does not say
  std::string inflated;        // the data set of a deflated file, now explicit little endian; else empty
  std::span<const std::byte> dataset;  // the data set's bytes: of the file, or empty for a deflated one
};

// Follows every element of a part 10 file to its end: lengths must lie inside the file and their sequence,
// within the limits above. fileTruncated where the file ends too early, fileTooLarge beyond a limit,
// formatInvalid for anything that is no element.
[[nodiscard]] base::Result<DicomLayout> checkDicomStructure(std::span<const std::byte> bytes,
                                                            const std::filesystem::path& file);

// Whether the bytes are a DICOM file of part 10: "DICM" after a preamble of 128 bytes.
[[nodiscard]] bool isDicom(std::span<const std::byte> bytes);

}  // namespace chexgen::imaging
