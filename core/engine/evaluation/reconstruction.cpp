#include "core/engine/evaluation/reconstruction.h"

#include "core/engine/evaluation/metrics.h"
#include "core/engine/evaluation/picture_encoder.h"

namespace chexgen::engine {

base::Result<ReconstructionReport> measureReconstruction(const training::DataTable& table,
                                                         const std::filesystem::path& model,
                                                         const jobs::ModelOptions& options,
                                                         const base::CancelToken& cancel) {
  const c10::InferenceMode inference;
  CHEXGEN_ASSIGN(const PictureEncoder encoder, PictureEncoder::open(model, options, {.cancel = cancel}));
  ReconstructionReport report;
  for (const training::TableRow& row : table.rows) {
    if (row.split != training::Split::validation) continue;
    if (cancel.isCancelled()) return base::fail(base::ErrorCode::cancelled, "The measurement was cancelled.");
    CHEXGEN_ASSIGN(const imaging::Image8 square, encoder.read(row.image, report.remarks));
    const Tensor original = tensorOf(square).select(2, 0) / 255.0;
    const Tensor decoded = encoder.reconstruction(square);
    report.psnr += psnr(decoded, original);
    report.ssim += ssim(decoded, original);
    ++report.images;
  }
  if (report.images == 0)
    return base::fail(base::ErrorCode::argumentInvalid, "The table holds no radiograph of the split \"val\".",
                      table.file);
  report.psnr /= static_cast<double>(report.images);
  report.ssim /= static_cast<double>(report.images);
  return report;
}

}  // namespace chexgen::engine
