#include "core/engine/evaluation/reconstruction.h"

#include <cstring>
#include <utility>

#include "core/engine/checkpoint/load_networks.h"
#include "core/engine/compute.h"
#include "core/engine/evaluation/metrics.h"
#include "core/engine/model/vae.h"
#include "core/imaging/prepare.h"
#include "core/imaging/radiograph.h"
#include "core/weights/architecture.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

base::Result<ReconstructionReport> measureReconstruction(const training::DataTable& table,
                                                         const std::filesystem::path& model,
                                                         const jobs::ModelOptions& options,
                                                         const base::CancelToken& cancel) {
  const c10::InferenceMode inference;
  CHEXGEN_ASSIGN(const Compute compute, chooseCompute(options));
  CHEXGEN_ASSIGN(const weights::Manifest manifest, weights::readManifest(model));
  CHEXGEN_ASSIGN(WeightMap weights,
                 loadWeights(model / manifest.vaeFile.path, weights::expectedTensors(manifest.vae),
                             weights::NetworkKind::vae, {.device = compute.device}));
  const Vae vae(manifest.vae, std::move(weights));
  ReconstructionReport report;
  for (const training::TableRow& row : table.rows) {
    if (row.split != training::Split::validation) continue;
    if (cancel.isCancelled()) return base::fail(base::ErrorCode::cancelled, "The measurement was cancelled.");
    CHEXGEN_ASSIGN(const imaging::Image8 picture, imaging::readRadiograph(row.image));
    CHEXGEN_ASSIGN(const imaging::Image8 square,
                   imaging::prepareRadiograph(picture, static_cast<int>(manifest.sizes.front())));
    const Tensor bytes = at::empty({square.height, square.width, square.channels}, at::kByte);
    std::memcpy(bytes.data_ptr(), square.pixels.data(), square.pixels.size());
    const Tensor image = bytes.to(at::kFloat).permute({2, 0, 1}).unsqueeze(0) / 255.0;
    const Tensor decoded = vae.decode(vae.encode((image * 2.0 - 1.0).to(compute.device)).mean).cpu();
    const Tensor grey = (((decoded.mean(1) + 1.0) / 2.0).clamp(0.0, 1.0) * 255.0).round() / 255.0;
    report.psnr += psnr(grey, image.select(1, 0));
    ++report.images;
  }
  if (report.images == 0)
    return base::fail(base::ErrorCode::argumentInvalid, "The table holds no radiograph of the split \"val\".",
                      table.file);
  report.psnr /= static_cast<double>(report.images);
  return report;
}

}  // namespace chexgen::engine
