// How much of a picture lies in coarse and how much in fine structure: the radially averaged power spectrum,
// and a filter that takes fine structure away.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "core/base/error.h"
#include "core/imaging/image.h"

namespace chexgen::imaging {

// Rings of equal width from 0 to 0.5 cycles per pixel (Nyquist); ring k is around ringFrequency(k).
inline constexpr std::size_t ringCount = 32;
// (k + 1/2) / 64 cycles per pixel.
[[nodiscard]] constexpr double ringFrequency(std::size_t ring) {
  return (static_cast<double>(ring) + 0.5) / (2 * static_cast<double>(ringCount));
}
using Rings = std::array<double, ringCount>;

// Mean of |F|² / Σ w² in each ring, where F is the discrete Fourier transform of the greys minus their mean
// under a Hann window w (periodic), of the middle square whose side is the largest product of 2, 3 and 5 that
// fits. White noise of deviation s gives s² everywhere. argumentInvalid under 64 pixels a side or in colour.
[[nodiscard]] base::Result<Rings> radialPower(const Image8& grey);

// Slope of log power over log frequency between 1/32 and 0.45 cycles per pixel, by least squares over the
// rings. Natural pictures have about −2 to −4, blurred ones less (Field, JOSA A 1987).
[[nodiscard]] double spectrumSlope(const Rings& power);

// Power above a quarter of a cycle per pixel over all power above 1/64, each ring by its area.
[[nodiscard]] double fineShare(const Rings& power);

// Multiplies each frequency of a square plane (side · side values, row by row) by the gain of its ring,
// linear between rings; the corners beyond Nyquist have the last gain. The plane is mirrored at its edges
// meanwhile. argumentInvalid when the side does not fit or is below 64.
[[nodiscard]] base::Result<void> filterRings(std::vector<float>& plane, int side, const Rings& gains);

}  // namespace chexgen::imaging
