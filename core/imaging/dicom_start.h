// Where a DICOM data set begins and how it is coded, also in files that lack what part 10 puts before it.
// Internal to this module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chexgen::imaging {

enum class DicomCoding { explicitLittle, explicitBig, implicitLittle, implicitBig };

struct DicomStart {
  std::size_t dataset = 0;     // where the data set begins, behind the meta header
  std::string transferSyntax;  // its UID; empty when the file does not say
  std::string sopClass;        // Media Storage SOP Class UID of the meta header; may be empty
  bool complete = true;        // "DICM" stands after a preamble of 128 bytes
};

// Nothing when the bytes are no DICOM file: neither "DICM" after a preamble of 128 bytes or at the very
// beginning, nor elements of the group 0002 or 0008 from the first byte on (or after 128 zeros). `bytes` may
// be the head of a file whose size is `fileSize`.
[[nodiscard]] std::optional<DicomStart> findDicomStart(std::span<const std::byte> bytes,
                                                       std::size_t fileSize);

// The coding that the first elements show; nothing when they fit none. Where two fit, `stated` is preferred.
[[nodiscard]] std::optional<DicomCoding> shownCoding(std::span<const std::byte> dataset,
                                                     std::size_t datasetSize, DicomCoding stated);

// The coding that a transfer syntax means; explicit little endian for any that is not of the old ones.
[[nodiscard]] DicomCoding statedCoding(std::string_view transferSyntax);

// The length of an explicit value's length: four bytes after two that are empty, else two.
[[nodiscard]] bool hasLongLength(std::string_view vr);

// The text of one short element near the beginning of a data set, such as SOP Class UID; empty when it is not
// there. Sequences are not entered.
[[nodiscard]] std::string shortTextOf(std::span<const std::byte> dataset, DicomCoding coding,
                                      std::uint32_t tag);

}  // namespace chexgen::imaging
