// What a model's autoencoder keeps of radiographs that it never saw. No torch type stands here.
#pragma once

#include <cstddef>
#include <filesystem>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/imaging/remark_tally.h"
#include "core/jobs/backend.h"
#include "core/training/data_table.h"

namespace chexgen::engine {

struct ReconstructionReport {
  std::size_t images = 0;
  // Means over images, of greys 0 … 1 rounded to 8 bits.
  double psnr = 0;  // dB
  double ssim = 0;
  imaging::RemarkTally remarks;  // on the radiographs that were read
};

// Through the mean latent, over the table's split "val" at the model's size. argumentInvalid when there is
// none; else the errors of the model and the pictures.
[[nodiscard]] base::Result<ReconstructionReport> measureReconstruction(const training::DataTable& table,
                                                                       const std::filesystem::path& model,
                                                                       const jobs::ModelOptions& compute,
                                                                       const base::CancelToken& cancel = {});

}  // namespace chexgen::engine
