// Training of the autoencoder on radiographs.
#pragma once

#include <memory>
#include <vector>

#include "core/engine/compute.h"
#include "core/engine/training/target.h"
#include "core/weights/architecture.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

struct VaeTargetSettings {
  std::int64_t crop = 128;  // side of the random square that a step sees, pixels; a multiple of the downscale
  double klWeight = 1e-3;   // of the KL divergence to the unit Gaussian, mean over the latent's elements
  double gradientWeight = 1.0;  // of the L1 distance of neighbouring pixels' differences
  double adversarialWeight =
      0.5;                     // of the critic, relative to the reconstruction's gradient in the last layer
  double featureWeight = 1.0;  // of the L1 distance of the critic's features
  std::int64_t adversarialStart = 0;  // the step from which the critic learns; below 0: never
  // So many steps later the autoencoder listens to it: a critic that knows nothing has a tiny gradient, which
  // the balance of the two would blow up into noise.
  std::int64_t criticLead = 200;
  std::uint64_t seed = 0;
};

// Reconstruction L1 + gradient L1 + KL, later with a patch critic (hinge loss) weighted as in Esser et al.
// (VQGAN, CVPR 2021, equation 7). `images` are [N, H, W] uint8 in memory: 65 kB for each image of 256 pixels.
class VaeTarget final : public Target {
 public:
  VaeTarget(const weights::VaeArchitecture& architecture, const WeightMap& initial, Tensor trainingImages,
            Tensor validationImages, const VaeTargetSettings& settings, const Compute& compute);

  std::vector<ParameterGroup>& groups() override { return groups_; }
  [[nodiscard]] const Tensor& trainingImages() const { return trainingImages_; }
  [[nodiscard]] std::size_t trainingRows() const override;
  [[nodiscard]] std::size_t validationRows() const override;
  base::Result<LossParts> backward(std::span<const TrainingSample> batch, std::int64_t step,
                                   double share) override;
  // Also "psnr" in dB of 8-bit greys, through the mean latent of the whole image.
  base::Result<LossParts> validate(std::size_t rows,
                                   const std::map<std::string, WeightMap>& averages) override;

 private:
  [[nodiscard]] Tensor crops(std::span<const TrainingSample> batch) const;

  weights::VaeArchitecture architecture_;
  VaeTargetSettings settings_;
  Compute compute_;
  Tensor trainingImages_, validationImages_;
  std::vector<ParameterGroup> groups_;  // "vae", "critic"
};

// The latent's four means and deviations over images, folded into the 1 × 1 convolutions beside the latent,
// so that a latent times `scalingFactor` has mean 0 and deviation 1 in every channel: what diffusion expects,
// in a layout that knows one factor only. The reconstruction does not change.
struct LatentStatistics {
  Tensor mean, deviation;  // [latentChannels]
};
[[nodiscard]] LatentStatistics latentStatistics(const weights::VaeArchitecture& architecture,
                                                const WeightMap& weights, const Tensor& images);
[[nodiscard]] WeightMap withUnitLatent(const weights::VaeArchitecture& architecture, const WeightMap& weights,
                                       const LatentStatistics& statistics);

// The linear map from the latent (times the scaling factor) to grey that fits the images best, by least
// squares: a preview costs no decoding.
[[nodiscard]] weights::PreviewMap fitPreview(const weights::VaeArchitecture& architecture,
                                             const WeightMap& weights, const Tensor& images);

}  // namespace chexgen::engine
