// How well one mask fits another: overlap, and distances of their outlines.
//
// Empty masks: two empty ones agree (Dice and IoU 1); where one is empty, Dice and IoU are 0. Distances have
// no value where either is empty: there is no outline to measure from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"

namespace chexgen::downstream {

// A mask, row by row; everything but 0 belongs to it.
struct MaskView {
  std::int64_t width = 0, height = 0;
  std::span<const std::uint8_t> pixels;  // width · height
};

// Distance of neighbouring rows and columns, mm (or 1 for pixels).
struct Spacing {
  double row = 1, column = 1;
};

struct OverlapFigures {
  std::size_t prediction = 0, truth = 0, common = 0;  // pixels

  [[nodiscard]] double dice() const;
  [[nodiscard]] double iou() const;
};
// argumentInvalid when the masks have different sizes.
[[nodiscard]] base::Result<OverlapFigures> overlapOf(const MaskView& prediction, const MaskView& truth);

// An outline is made of the mask's pixels with one of the four neighbours outside of it, or of the picture.
// Distances are in the unit of the spacing.
class SurfaceDistances {
 public:
  // argumentInvalid when the masks have different sizes or a spacing is not above 0.
  [[nodiscard]] static base::Result<SurfaceDistances> between(const MaskView& prediction,
                                                              const MaskView& truth, const Spacing& spacing);

  [[nodiscard]] std::optional<double> hausdorff() const;
  // The larger of the 95th percentiles of both directions (Hyndman and Fan's type 7).
  [[nodiscard]] std::optional<double> hausdorff95() const;
  // The mean from the prediction's outline to the truth's.
  [[nodiscard]] std::optional<double> meanFromPrediction() const;
  // The mean over both outlines together (ASSD).
  [[nodiscard]] std::optional<double> meanSymmetric() const;
  // The share of both outlines within the tolerance (NSD; Nikolov et al., JMIR 2021), counted in pixels.
  [[nodiscard]] std::optional<double> surfaceDice(double tolerance) const;

 private:
  // Of each outline's pixels to the nearest of the other, ascending; both empty when either mask is.
  std::vector<double> fromPrediction_, fromTruth_;
};

}  // namespace chexgen::downstream
