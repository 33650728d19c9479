// Radiographs through a model's autoencoder, as the evaluations see them.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/engine/model/vae.h"
#include "core/engine/tensor.h"
#include "core/imaging/image.h"
#include "core/imaging/remark_tally.h"
#include "core/jobs/backend.h"
#include "core/weights/file_check.h"

namespace chexgen::engine {

class PictureEncoder {
 public:
  // Fails with the errors of the model and the device; its file is checked first, which `watch` may follow.
  [[nodiscard]] static base::Result<PictureEncoder> open(const std::filesystem::path& model,
                                                         const jobs::ModelOptions& options,
                                                         const weights::CheckWatch& watch = {});

  // A radiograph as training prepares it, square, at the model's size; what was noticed about it goes into
  // the tally.
  [[nodiscard]] base::Result<imaging::Image8> read(const std::filesystem::path& file,
                                                   imaging::RemarkTally& remarks) const;
  [[nodiscard]] base::Result<imaging::Image8> prepare(const imaging::Image8& radiograph) const;
  // The mean that the encoder gives, times the scaling factor: [C, h, w], fp32, on the CPU.
  [[nodiscard]] Tensor latent(const imaging::Image8& square) const;
  // The same latent, and the encoder's deepest layer averaged over a grid of 4 × 4 fields, [channels · 16].
  struct Views {
    Tensor latent, features;  // fp32, on the CPU
  };
  [[nodiscard]] Views views(const imaging::Image8& square) const;
  // What comes back through the mean latent: greys 0 … 1 of 8 bits, [H, W], on the CPU.
  [[nodiscard]] Tensor reconstruction(const imaging::Image8& square) const;

 private:
  PictureEncoder(Vae vae, int size, at::Device device) : vae_(std::move(vae)), size_(size), device_(device) {}

  [[nodiscard]] Tensor planes(const imaging::Image8& square) const;
  [[nodiscard]] Tensor mean(const imaging::Image8& square) const;

  Vae vae_;
  int size_;
  at::Device device_;
};

// Its bytes as [H, W, channels], fp32, 0 … 255.
[[nodiscard]] Tensor tensorOf(const imaging::Image8& image);

}  // namespace chexgen::engine
