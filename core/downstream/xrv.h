// What TorchXRayVision's classifiers need beside their weights: their names, how they see a picture, and how
// their scores are read (Cohen et al., "TorchXRayVision: a library of chest X-ray datasets and models", MIDL
// 2022).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace chexgen::downstream {

// The 18 outputs in their order. Models of one data set leave names blank; their outputs mean nothing.
inline constexpr std::array<std::string_view, 18> xrvFindings{"Atelectasis",  "Consolidation",
                                                              "Infiltration", "Pneumothorax",
                                                              "Edema",        "Emphysema",
                                                              "Fibrosis",     "Effusion",
                                                              "Pneumonia",    "Pleural_Thickening",
                                                              "Cardiomegaly", "Nodule",
                                                              "Mass",         "Hernia",
                                                              "Lung Lesion",  "Fracture",
                                                              "Lung Opacity", "Enlarged Cardiomediastinum"};

// Grey values of one plane, row by row.
struct GreyPlane {
  std::int64_t width = 0, height = 0;
  std::vector<float> values;  // width · height
};

// (2 · value / maximum − 1) · 1024. argumentInvalid when a value is below 0 or above `maximum`: the picture
// is then of another depth, and every score would be wrong.
[[nodiscard]] base::Result<GreyPlane> xrvNormalised(const GreyPlane& picture, double maximum);
// The middle square with the short side.
[[nodiscard]] GreyPlane xrvCropped(const GreyPlane& picture);
// Linear to size × size pixels, zero outside the picture; when shrinking first smoothed by a Gaussian with a
// deviation of (factor − 1) / 2, cut off at four deviations. `size` is at least 1.
[[nodiscard]] GreyPlane xrvResized(const GreyPlane& picture, std::int64_t size);

// A probability beside the threshold at which the finding is called: 0.5 there, linear below and above. A
// threshold that is not a number: 0.5.
[[nodiscard]] double normalisedByThreshold(double probability, double threshold);

}  // namespace chexgen::downstream
