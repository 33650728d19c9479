// The bare structure of a DICOM file, judged before any library builds objects out of it. Internal to this
// module.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/dicom_start.h"

namespace chexgen::imaging {

// Readers descend into sequences by recursion, so the depth of a forged file would be the depth of their
// stack; and each attribute costs a few hundred bytes of memory, however short its value is.
inline constexpr std::size_t maxDicomDepth = 64;
inline constexpr std::size_t maxDicomAttributes = 1'000'000;
// A deflated data set that grows beyond this is refused.
inline constexpr std::size_t maxInflatedBytes = std::size_t{1} << 29U;

struct DicomLayout {
  std::string transferSyntax;                        // its UID; empty when the file does not say
  DicomCoding coding = DicomCoding::explicitLittle;  // what the data set is in truth
  bool codingMisstated = false;                      // the transfer syntax means another one
  std::string inflated;  // the data set of a deflated file, now explicit little endian; else empty
  std::span<const std::byte> dataset;  // the data set's bytes: of the file, or empty for a deflated one
  std::vector<std::string> remarks;    // what was amiss and done without
};

// Follows every element of a DICOM file to its end, whether or not it has a preamble and a meta header:
// lengths must lie inside the file and their sequence, within the limits above. What follows Pixel Data and
// is no element (padding, a delimiter too many, garbage) is left out of the data set with a remark.
// fileTruncated where the file ends too early, fileTooLarge beyond a limit, formatInvalid for anything that
// is no element.
[[nodiscard]] base::Result<DicomLayout> checkDicomStructure(std::span<const std::byte> bytes,
                                                            const std::filesystem::path& file);

// The same for elements without a file around them, such as the value of a sequence of unknown kind.
[[nodiscard]] base::Result<void> checkElements(std::span<const std::byte> elements, DicomCoding coding,
                                               const std::filesystem::path& file);

// Whether the bytes are a DICOM file (see findDicomStart).
[[nodiscard]] bool isDicom(std::span<const std::byte> bytes);

}  // namespace chexgen::imaging
