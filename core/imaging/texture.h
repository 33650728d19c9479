// How sharp, how noisy and how rich in contrast a picture is: figures without a network. All take a grey
// picture that passes checkImage, in units of its 256 greys; a picture under 4 pixels a side gives 0.
#pragma once

#include "core/imaging/image.h"

namespace chexgen::imaging {

// Variance of the Laplacian, the sum of the four neighbours minus four times the pixel (Pech-Pacheco et al.,
// "Diatom autofocusing in brightfield microscopy", ICPR 2000).
[[nodiscard]] double laplacianVariance(const Image8& grey);

// Mean of gx² + gy², the squared central differences of a pixel's neighbours over 2.
[[nodiscard]] double gradientEnergy(const Image8& grey);

// Standard deviation of the noise: the median size of the finest diagonal wavelet coefficients (Daubechies of
// order 2, symmetric at the edge) that are not 0 (above 1e-9), over 0.6745 (Donoho and Johnstone, Biometrika
// 1994).
[[nodiscard]] double waveletNoise(const Image8& grey);

// Standard deviation of the noise: √(π/2) / 6 times the mean size of the picture under the mask
// (1 −2 1; −2 4 −2; 1 −2 1), which no plane and no straight edge passes (Immerkær, CVIU 1996).
[[nodiscard]] double maskNoise(const Image8& grey);

// Median over tiles of 16 × 16 pixels of a tile's standard deviation; what is left at the edge counts not.
[[nodiscard]] double tileContrast(const Image8& grey);

}  // namespace chexgen::imaging
