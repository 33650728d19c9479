// From a recipe to a radiograph: the whole model behind one object. No torch type stands here, so the
// programs include it freely.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/imaging/image.h"
#include "core/imaging/recipe.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

enum class Precision { automatic, fp32, bf16 };

struct GeneratorOptions {
  std::string device = "auto";  // "auto" (a GPU if one works, else the CPU), "cpu", "cuda", "cuda:1"
  Precision precision = Precision::automatic;  // bf16 where the device computes in it, else fp32
  int threads = 0;                             // CPU threads; 0 means all cores
};

// Where a batch stands; called after every denoising step of every image.
struct StepProgress {
  std::size_t image = 0;  // index in the batch
  int step = 0;           // steps done, 1 … steps; steps + 1 when the image is decoded
  int steps = 0;
  // A small grey picture of the state (latent size), made only when called; empty when the model has no
  // preview map.
  std::function<std::optional<imaging::Image8>()> preview;
};

struct GeneratedImage {
  imaging::Image8 pixels;  // one channel
  imaging::Recipe recipe;  // complete: every default filled in
};

// A model in memory. One thread at a time may use it. For one machine, precision and thread count the pixels
// of an image depend on its recipe alone, never on the batch that it was made in (each image is computed on
// its own; a batch advances step by step together).
class Generator {
 public:
  // Reads the manifest and maps the weights; they are paged in when first used. Fails with the errors of
  // readManifest, of the checkpoint readers, or deviceUnavailable.
  [[nodiscard]] static base::Result<std::unique_ptr<Generator>> load(const std::filesystem::path& modelFolder,
                                                                     const GeneratorOptions& options);
  ~Generator();
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  [[nodiscard]] const weights::Manifest& manifest() const;
  [[nodiscard]] std::string device() const;     // as recipes record it
  [[nodiscard]] std::string precision() const;  // "fp32" or "bf16"
  [[nodiscard]] int threads() const;

  // Fills what the recipe leaves open (empty strings, zero steps, guidance < 0, zero size) from the model's
  // defaults and checks it against what the model can do. argumentInvalid or architectureMismatch in plain
  // words.
  [[nodiscard]] base::Result<imaging::Recipe> complete(const imaging::Recipe& recipe) const;

  // Makes the images of a batch. Recipes are completed first; all must ask for the same profile, sampler and
  // steps (argumentInvalid). `cancelled` when the token is set (looked at between steps); nothing is kept
  // then. numericalFailure when a latent is not finite.
  [[nodiscard]] base::Result<std::vector<GeneratedImage>> generate(
      std::span<const imaging::Recipe> batch, const std::function<void(const StepProgress&)>& onStep,
      const base::CancelToken& cancel);

 private:
  struct Parts;
  explicit Generator(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace chexgen::engine
