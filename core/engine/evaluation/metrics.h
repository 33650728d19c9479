// Figures for images and for sets of features.
#pragma once

#include "core/engine/tensor.h"

namespace chexgen::engine {

// Both images [1, H, W] or [H, W] with values 0 … 1.
// Peak signal-to-noise ratio in dB; infinite for equal images.
[[nodiscard]] double psnr(const Tensor& a, const Tensor& b);
// Structural similarity (Wang et al., IEEE TIP 2004): Gaussian window of 11 × 11 pixels and deviation 1.5,
// C₁ = 0.01², C₂ = 0.03², the mean over all pixels with the border mirrored. At least 6 pixels a side.
[[nodiscard]] double ssim(const Tensor& a, const Tensor& b);

// Of features [N, D] and [M, D], float or double, N and M at least 2.
// Kernel Inception distance (Bińkowski et al., ICLR 2018): the unbiased squared maximum mean discrepancy
// under the kernel (x · y / D + 1)³, over all pairs. May be below 0.
[[nodiscard]] double kernelDistance(const Tensor& a, const Tensor& b);
// Fréchet distance (Heusel et al., NeurIPS 2017) of Gaussians fitted to both; biased upwards for few samples.
[[nodiscard]] double frechetDistance(const Tensor& a, const Tensor& b);

}  // namespace chexgen::engine
