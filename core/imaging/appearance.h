// A radiograph as numbers by which a linear classifier tells view, sex, age or a finding from a few hundred
// examples: where edges run, and how bright each part is. They need no trained network, so they judge every
// model alike.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// Histograms of oriented gradients (Dalal and Triggs, CVPR 2005) of a grey picture: 8 unsigned orientations,
// cells of 16 pixels, blocks of 2 × 2 cells that overlap by one and are normalised by L2-Hys. Ordered by
// block row, block column, cell row, cell column, orientation. Empty when a side is below two cells.
[[nodiscard]] std::vector<float> orientedGradients(const Image8& grey);

// The centre square at 128 pixels: its oriented gradients (1568 numbers), then its greys at 32 × 32 (1024),
// brought to mean 0 and deviation 1. Fails like prepareRadiograph.
[[nodiscard]] base::Result<std::vector<float>> appearanceOf(const Image8& radiograph);

}  // namespace chexgen::imaging
