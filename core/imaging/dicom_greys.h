// What a DICOM data set says about the greys of its stored values. Internal to this module: it shows DCMTK's
// headers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/imaging/dicom_pixels.h"
#include "core/imaging/grey_image.h"

namespace chexgen::imaging {

// The modality value of each index of the frame, by the modality LUT, else by rescale slope and intercept,
// else the stored value itself; and its units. formatInvalid for a slope of 0 or a damaged table.
struct ModalityValues {
  std::vector<float> values;  // 2^bits
  std::string units;          // "HU"; empty when unspecified
};
[[nodiscard]] base::Result<ModalityValues> modalityValues(DcmItem& dataset, const StoredFrame& stored,
                                                          int frame, const std::filesystem::path& file);

// The presentations that the data set offers for a frame: its windows, then its VOI LUTs; none is possible. A
// window that has no width is left out, and a table whose entries use fewer bits than it says is scaled by
// its largest entry; both are said. formatInvalid for a damaged table.
struct OfferedPresentations {
  std::vector<GreyPresentation> presentations;
  std::vector<std::string> remarks;
};
[[nodiscard]] base::Result<OfferedPresentations> presentationsOf(DcmItem& dataset, bool signedTables,
                                                                 int frame,
                                                                 const std::filesystem::path& file);

// A window from the least to the greatest modality value that occurs, pixel padding left out where anything
// else is there.
[[nodiscard]] GreyPresentation wholeRange(DcmItem& dataset, const StoredFrame& stored,
                                          const std::vector<float>& modality);

// Whether a presentation shows all values of a picture that has several as one grey.
[[nodiscard]] bool showsNothing(const GreyImage& image, const GreyPresentation& presentation);

}  // namespace chexgen::imaging
