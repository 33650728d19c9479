// The hybrid loss of a diffusion model with learned variance (Nichol and Dhariwal, ICML 2021, section 3.1).
#pragma once

#include "core/engine/tensor.h"

namespace chexgen::engine {

// x_t = √ᾱ_t · clean + √(1 - ᾱ_t) · noise; clean, noise [N, 4, h, w], timesteps [N] int64 in 0 … 999.
[[nodiscard]] Tensor addNoise(const Tensor& clean, const Tensor& noise, const Tensor& timesteps);

struct DiffusionLoss {
  Tensor squaredError;  // [N], mean over an image's elements of (noise - epsilon)²
  Tensor variational;   // [N], KL to the true posterior (t > 0) or discretised log likelihood (t = 0), bits
                        // per dimension; its gradient reaches v only, epsilon is detached

  // Mean over the batch of the sum of both.
  [[nodiscard]] Tensor total() const { return (squaredError + variational).mean(); }
};

// output [N, 8, h, w]: the model's epsilon and v for the noisy latent.
[[nodiscard]] DiffusionLoss diffusionLoss(const Tensor& output, const Tensor& clean, const Tensor& noisy,
                                          const Tensor& noise, const Tensor& timesteps);

}  // namespace chexgen::engine
