#include "core/drawing/mask_labels.h"

namespace chexgen::drawing {

std::span<const MaskLabel> maskLabels() {
  static constexpr std::array<MaskLabel, 4> labels{{{1, "Right lung", 'R', {79, 163, 217}},
                                                    {2, "Left lung", 'L', {98, 179, 122}},
                                                    {3, "Heart", 'H', {224, 108, 90}},
                                                    {4, "Finding", 'F', {224, 163, 58}}}};
  return labels;
}

}  // namespace chexgen::drawing
