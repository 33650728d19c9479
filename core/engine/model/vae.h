// The KL autoencoder of latent diffusion (Rombach et al., CVPR 2022), in the Stable Diffusion layout, of any
// size.
#pragma once

#include "core/engine/tensor.h"
#include "core/weights/architecture.h"

namespace chexgen::engine {

// The Gaussian that the encoder gives: both [N, latentChannels, h, w], not scaled.
struct LatentDistribution {
  Tensor mean;
  Tensor logVariance;  // clamped to [-30, 20]

  // mean + std · noise, noise of the same shape.
  [[nodiscard]] Tensor sample(const Tensor& noise) const;
};

class Vae {
 public:
  Vae(weights::VaeArchitecture architecture, WeightMap weights);

  // Image [N, 3, H, W] in [-1, 1], H and W multiples of downscale() → the latent's distribution at
  // H/downscale × W/downscale.
  [[nodiscard]] LatentDistribution encode(const Tensor& image) const;
  // The encoder's deepest layer for such an image, [N, last of blockChannels, H/downscale, W/downscale]: what
  // the latent is read from.
  [[nodiscard]] Tensor encoderFeatures(const Tensor& image) const;
  // encode(image) is latentFrom(encoderFeatures(image)).
  [[nodiscard]] LatentDistribution latentFrom(const Tensor& features) const;
  // Latent [N, latentChannels, h, w], already divided by the scaling factor → image [N, 3, H, W], not
  // clamped.
  [[nodiscard]] Tensor decode(const Tensor& latent) const;

  [[nodiscard]] const weights::VaeArchitecture& architecture() const { return architecture_; }

 private:
  [[nodiscard]] Tensor convolve(const Tensor& x, const std::string& key, std::int64_t stride = 1,
                                std::int64_t padding = 1) const;
  [[nodiscard]] Tensor normalise(const Tensor& x, const std::string& key) const;
  [[nodiscard]] Tensor residual(const Tensor& x, const std::string& key) const;
  [[nodiscard]] Tensor attention(const Tensor& x, const std::string& key) const;
  [[nodiscard]] Tensor middle(const Tensor& x, const std::string& key) const;

  weights::VaeArchitecture architecture_;
  WeightMap weights_;
};

}  // namespace chexgen::engine
