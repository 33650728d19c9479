#include "core/engine/evaluation/picture_encoder.h"

#include <cstring>
#include <utility>

#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/compute.h"
#include "core/imaging/prepare.h"
#include "core/imaging/radiograph.h"
#include "core/weights/architecture.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

Tensor tensorOf(const imaging::Image8& image) {
  const Tensor bytes = at::empty({image.height, image.width, image.channels}, at::kByte);
  std::memcpy(bytes.data_ptr(), image.pixels.data(), image.pixels.size());
  return bytes.to(at::kFloat);
}

base::Result<PictureEncoder> PictureEncoder::open(const std::filesystem::path& model,
                                                  const jobs::ModelOptions& options,
                                                  const weights::CheckWatch& watch) {
  CHEXGEN_ASSIGN(const Compute compute, chooseCompute(options));
  CHEXGEN_ASSIGN(const weights::Manifest manifest, weights::readManifest(model));
  CHEXGEN_TRY(weights::checkFiles({&manifest.vaeFile}, model, watch));
  CHEXGEN_ASSIGN(WeightMap weights,
                 loadWeights(model, manifest.vaeFile, weights::expectedTensors(manifest.vae),
                             weights::NetworkKind::vae, {.device = compute.device}));
  return PictureEncoder(Vae(manifest.vae, std::move(weights)), static_cast<int>(manifest.sizes.front()),
                        compute.device);
}

base::Result<imaging::Image8> PictureEncoder::read(const std::filesystem::path& file,
                                                   imaging::RemarkTally& remarks) const {
  CHEXGEN_ASSIGN(const imaging::Image8 picture, imaging::readRadiograph(file, remarks));
  return prepare(picture);
}

base::Result<imaging::Image8> PictureEncoder::prepare(const imaging::Image8& radiograph) const {
  return imaging::prepareRadiograph(radiograph, size_);
}

Tensor PictureEncoder::planes(const imaging::Image8& square) const {
  return (tensorOf(square) / 127.5 - 1.0).permute({2, 0, 1}).unsqueeze(0).to(device_);
}

Tensor PictureEncoder::mean(const imaging::Image8& square) const { return vae_.encode(planes(square)).mean; }

PictureEncoder::Views PictureEncoder::views(const imaging::Image8& square) const {
  constexpr std::int64_t grid = 4;
  const Tensor deepest = vae_.encoderFeatures(planes(square));
  return {.latent = (vae_.latentFrom(deepest).mean * vae_.architecture().scalingFactor).squeeze(0).cpu(),
          .features = at::adaptive_avg_pool2d(deepest, {grid, grid}).flatten().cpu()};
}

Tensor PictureEncoder::latent(const imaging::Image8& square) const {
  return (mean(square) * vae_.architecture().scalingFactor).squeeze(0).cpu();
}

Tensor PictureEncoder::reconstruction(const imaging::Image8& square) const {
  const Tensor grey = vae_.decode(mean(square)).cpu().squeeze(0).mean(0);
  return (((grey + 1.0) / 2.0).clamp(0.0, 1.0) * 255.0).round() / 255.0;
}

}  // namespace chexgen::engine
