// From a recipe to a radiograph: the whole model behind one object. No torch type stands here, so the
// programs include it freely.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/imaging/recipe.h"
#include "core/jobs/backend.h"
#include "core/weights/manifest.h"

namespace chexgen::engine {

// A model in memory. One thread at a time may use it. For one machine, precision and thread count the pixels
// of an image depend on its recipe alone, never on the batch that it was made in: each image is computed on
// its own, a batch advances step by step together.
class Generator {
 public:
  // Reads the manifest, checks every file against it and maps the weights. Fails with the errors of
  // readManifest, of weights::checkFiles and of the checkpoint readers, with deviceUnavailable, or with
  // argumentInvalid for an unknown precision ("auto", "fp32" and "bf16" are known).
  [[nodiscard]] static base::Result<std::unique_ptr<Generator>> load(const std::filesystem::path& modelFolder,
                                                                     const jobs::ModelOptions& options,
                                                                     const weights::CheckWatch& watch = {});
  ~Generator();
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  [[nodiscard]] const weights::Manifest& manifest() const;
  [[nodiscard]] jobs::ModelInfo info() const;

  // Fills what the recipe leaves open (empty texts, zero steps, guidance < 0, zero size) from the model's
  // defaults and checks it against what the model can do. argumentInvalid or architectureMismatch in plain
  // words.
  [[nodiscard]] base::Result<imaging::Recipe> complete(const imaging::Recipe& recipe) const;

  // Makes the images of a batch. Recipes are completed first; all must ask for the same sampler and steps
  // (argumentInvalid). `cancelled` when the token is set (looked at between steps); nothing is kept then.
  // numericalFailure when a latent is not finite, outOfMemory when memory or GPU memory does not suffice; the
  // model stays usable.
  [[nodiscard]] base::Result<std::vector<jobs::GeneratedImage>> generate(
      std::span<const imaging::Recipe> batch, const std::function<void(const jobs::StepProgress&)>& onStep,
      const base::CancelToken& cancel);

 private:
  struct Parts;
  explicit Generator(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The engine as worker and jobs use it.
[[nodiscard]] std::unique_ptr<jobs::Backend> makeBackend();

}  // namespace chexgen::engine
