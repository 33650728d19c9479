#include "core/imaging/dicom_source.h"

#include "core/imaging/dicom_file.h"
#include "core/imaging/image.h"
#include "core/imaging/picture_file.h"

namespace chexgen::imaging {

base::Result<DicomSource> decodeDicomSource(std::span<const std::byte> bytes,
                                            const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const OpenDicom dicom, openDicom(bytes, file));
  DcmItem& item = *dicom.dataset;
  DicomSource source{.sopClassUid = textOf(item, DCM_SOPClassUID),
                     .instanceUid = textOf(item, DCM_SOPInstanceUID),
                     .seriesUid = textOf(item, DCM_SeriesInstanceUID),
                     .studyUid = textOf(item, DCM_StudyInstanceUID),
                     .patientName = textOf(item, DCM_PatientName),
                     .patientId = textOf(item, DCM_PatientID),
                     .patientBirthDate = textOf(item, DCM_PatientBirthDate),
                     .patientSex = textOf(item, DCM_PatientSex),
                     .studyDate = textOf(item, DCM_StudyDate),
                     .studyTime = textOf(item, DCM_StudyTime),
                     .studyId = textOf(item, DCM_StudyID),
                     .accessionNumber = textOf(item, DCM_AccessionNumber),
                     .referringPhysician = textOf(item, DCM_ReferringPhysicianName),
                     .frameOfReferenceUid = textOf(item, DCM_FrameOfReferenceUID),
                     .positionReference = textOf(item, DCM_PositionReferenceIndicator)};
  if (source.sopClassUid.empty() || source.instanceUid.empty() || source.seriesUid.empty() ||
      source.studyUid.empty())
    return damagedDicom("it does not identify its image, series and study", file);
  return source;
}

base::Result<DicomSource> readDicomSource(const std::filesystem::path& path) {
  CHEXGEN_ASSIGN(const std::string bytes, readPicture(path));
  return decodeDicomSource(std::as_bytes(std::span(bytes)), path);
}

}  // namespace chexgen::imaging
