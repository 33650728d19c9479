// Which DICOM image a derived object belongs to: what a segmentation repeats of the image that it was drawn
// on.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "core/base/error.h"

namespace chexgen::imaging {

struct DicomSource {
  std::string sopClassUid, instanceUid, seriesUid, studyUid;  // never empty
  std::string patientName, patientId, patientBirthDate, patientSex;
  std::string studyDate, studyTime, studyId, accessionNumber, referringPhysician;
  std::string frameOfReferenceUid, positionReference;  // often empty: a radiograph need not have them
  friend bool operator==(const DicomSource&, const DicomSource&) = default;
};

// Fails like decodeGreyImage for a damaged file, and with formatInvalid when a UID is missing; no pixel is
// decoded.
[[nodiscard]] base::Result<DicomSource> decodeDicomSource(std::span<const std::byte> bytes,
                                                          const std::filesystem::path& file = {});
[[nodiscard]] base::Result<DicomSource> readDicomSource(const std::filesystem::path& path);

}  // namespace chexgen::imaging
