#include "core/imaging/dicom.h"

#include <algorithm>
#include <utility>

#include "core/imaging/dicom_greys.h"

namespace chexgen::imaging {
namespace {

// Millimetres from row to row and from column to column: in the patient where known, else on the detector.
std::array<double, 2> spacingOf(DcmItem& dataset, int frame) {
  DcmItem& measures = governing(dataset, DCM_PixelMeasuresSequence, frame);
  for (const auto& [item, tag] :
       {std::pair{&measures, DCM_PixelSpacing}, std::pair{&dataset, DCM_ImagerPixelSpacing}}) {
    const std::vector<double> spacing = numbersOf(*item, tag);
    if (spacing.size() >= 2 && spacing[0] > 0 && spacing[1] > 0) return {spacing[0], spacing[1]};
  }
  return {};
}

}  // namespace

base::Result<GreyImage> decodeGreyDicom(std::span<const std::byte> bytes, const std::filesystem::path& file,
                                        int frame) {
  CHEXGEN_ASSIGN(const OpenDicom dicom, openDicom(bytes, file));
  DcmDataset& dataset = *dicom.dataset;
  CHEXGEN_ASSIGN(StoredFrame stored, decodeStoredFrame(dicom, frame, file));
  CHEXGEN_ASSIGN(ModalityValues modality, modalityValues(dataset, stored, frame, file));
  const bool hasNegatives = *std::min_element(modality.values.begin(), modality.values.end()) < 0;
  CHEXGEN_ASSIGN(auto presentations, presentationsOf(dataset, hasNegatives, frame, file));
  if (presentations.empty()) presentations.push_back(wholeRange(dataset, stored, modality.values));
  GreyImage image;
  image.width = stored.width;
  image.height = stored.height;
  image.pixels = std::move(stored.indices);
  image.modality = std::move(modality.values);
  // MONOCHROME1 comes with an inverse presentation LUT as a rule; the two say the same thing once.
  image.inverted = textOf(dataset, DCM_PhotometricInterpretation) == "MONOCHROME1" ||
                   textOf(dataset, DCM_PresentationLUTShape) == "INVERSE";
  image.presentations = std::move(presentations);
  image.spacing = spacingOf(dataset, frame);
  image.units = std::move(modality.units);
  image.frames = stored.frames;
  return image;
}

}  // namespace chexgen::imaging
