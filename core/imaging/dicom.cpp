#include "core/imaging/dicom.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/base/number_text.h"
#include "core/imaging/dicom_greys.h"

namespace chexgen::imaging {
namespace {

// Millimetres that a pixel can have: from a tenth of a micrometre to ten centimetres.
bool isSpacing(double millimetres) { return millimetres >= 1e-4 && millimetres <= 100; }

// Millimetres from row to row and from column to column: in the patient where known, else on the detector.
std::array<double, 2> spacingOf(DcmItem& dataset, int frame, std::vector<std::string>& remarks) {
  DcmItem& measures = governing(dataset, DCM_PixelMeasuresSequence, frame);
  for (const auto& [item, tag] :
       {std::pair{&measures, DCM_PixelSpacing}, std::pair{&dataset, DCM_ImagerPixelSpacing}}) {
    const std::vector<double> spacing = numbersOf(*item, tag);
    if (spacing.size() < 2 || !(spacing[0] > 0 && spacing[1] > 0)) continue;
    if (isSpacing(spacing[0]) && isSpacing(spacing[1])) return {spacing[0], spacing[1]};
    remarks.push_back("A pixel spacing of " + base::significantText(spacing[0], 3) + " by " +
                      base::significantText(spacing[1], 3) + " mm cannot be; it is left out");
  }
  return {};
}

// Annotations drawn over the picture, of which R and L may be some.
bool hasOverlay(DcmItem& dataset) {
  for (unsigned group = 0x6000; group <= 0x601e; group += 2) {
    const auto tag = [group](unsigned number) {
      return DcmTagKey(static_cast<Uint16>(group), static_cast<Uint16>(number));
    };
    constexpr unsigned bitPosition = 0x0102, data = 0x3000;
    if (dataset.tagExistsWithValue(tag(data)) || numberOr(dataset, tag(bitPosition), 0) > 0) return true;
  }
  return false;
}

// What the data set says of the picture that is not seen in it.
void remarkOnPicture(DcmItem& dataset, GreyImage& image) {
  constexpr std::array notProjected{"CT", "MR", "PT", "NM", "US", "OPT", "SM", "XC", "ES", "GM", "OP", "ECG"};
  const std::string modality = textOf(dataset, DCM_Modality);
  if (std::find(notProjected.begin(), notProjected.end(), modality) != notProjected.end())
    image.remarks.push_back("The file says that it is " + modality + ", not a radiograph");
  if (hasOverlay(dataset)) image.remarks.emplace_back("The file has an overlay, which is not shown");
  const auto [down, across] = image.spacing;
  if (down > 0 && std::abs(down / across - 1) > 0.01)
    image.remarks.emplace_back("The pixels are not square; they are shown so");
}

}  // namespace

base::Result<GreyImage> decodeGreyDicom(std::span<const std::byte> bytes, const std::filesystem::path& file,
                                        int frame) {
  CHEXGEN_ASSIGN(const OpenDicom dicom, openDicom(bytes, file));
  DcmDataset& dataset = *dicom.dataset;
  CHEXGEN_ASSIGN(StoredFrame stored, decodeStoredFrame(dicom, frame, file));
  CHEXGEN_ASSIGN(ModalityValues modality, modalityValues(dataset, stored, frame, file));
  const bool hasNegatives = *std::min_element(modality.values.begin(), modality.values.end()) < 0;
  CHEXGEN_ASSIGN(OfferedPresentations offered, presentationsOf(dataset, hasNegatives, frame, file));
  const bool guessed = offered.presentations.empty();
  if (guessed) {
    offered.presentations.push_back(wholeRange(dataset, stored, modality.values));
    offered.remarks.emplace_back(
        "Window guessed: the file has none; shown from its least to its greatest value");
  }
  GreyImage image;
  image.width = stored.width;
  image.height = stored.height;
  image.pixels = std::move(stored.indices);
  image.modality = std::move(modality.values);
  // MONOCHROME1 comes with an inverse presentation LUT as a rule; the two say the same thing once.
  image.inverted = textOf(dataset, DCM_PhotometricInterpretation) == "MONOCHROME1" ||
                   textOf(dataset, DCM_PresentationLUTShape) == "INVERSE";
  image.presentations = std::move(offered.presentations);
  image.units = std::move(modality.units);
  image.frames = stored.frames;
  image.remarks = dicom.remarks;
  image.spacing = spacingOf(dataset, frame, image.remarks);
  for (const auto& remarks : {stored.remarks, offered.remarks})
    image.remarks.insert(image.remarks.end(), remarks.begin(), remarks.end());
  if (!guessed && showsNothing(image, image.presentations.front()))
    image.remarks.emplace_back("The file's own window shows nothing of this picture");
  remarkOnPicture(dataset, image);
  return image;
}

}  // namespace chexgen::imaging
