// The model folder: model.json and the files it names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/weights/architecture.h"
#include "core/weights/lesson.h"

namespace chexgen::weights {

// One file of a model, relative to the folder of model.json.
struct ManifestFile {
  std::string path;
  std::string sha256;  // 64 lower-case hexadecimal digits; empty in the first models, which did not state it
  std::uint64_t bytes = 0;
};

// What is used when the user does not say otherwise.
struct GenerationDefaults {
  std::string profile = "studio";   // "studio" or "published"
  std::string sampler = "dpmpp2m";  // "ancestral", "ddim" or "dpmpp2m"
  int steps = 25;
  double guidance = 4.0;
};

// A control branch of the model. `kind` is "mask" or "boxes".
struct ManifestControl {
  std::string kind;
  ControlArchitecture architecture;
  ManifestFile file;
};

// A linear map from the four latent channels (already divided by the scaling factor) to a grey value in [-1,
// 1], for previews without a VAE decode. weights: one per latent channel.
struct PreviewMap {
  std::vector<double> weights;
  double bias = 0;
};

// The map for VAEs with the latent of Stable Diffusion's (the default architecture); nothing for others.
[[nodiscard]] std::optional<PreviewMap> usualPreview(const VaeArchitecture& vae);

struct Manifest {
  int schema = 1;
  std::string name;
  std::string version;
  std::string description;
  std::string licence;
  std::string trainedOn;       // data, in words
  bool randomWeights = false;  // nothing was learned: the images are noise, and every program says so
  TransformerArchitecture transformer;
  TextEncoderArchitecture textEncoder;
  VaeArchitecture vae;
  ManifestFile transformerFile, textEncoderFile, vaeFile, tokenizerFile;
  std::vector<ManifestControl> controls;
  GenerationDefaults defaults;
  std::optional<PreviewMap> preview;
  std::vector<std::int64_t> sizes;        // image sides in pixels, the first is the default
  std::vector<std::string> demographics;  // of "sex", "age", "race", "view": what its prompts may state
  std::vector<std::string> boxFindings;   // whose boxes its branch for boxes learned; empty: not told
  std::vector<Lesson> learned;            // in this program, the oldest first
  std::string origin;                     // where the weights came from, in words (file names, hashes)

  [[nodiscard]] const ManifestControl* control(const std::string& kind) const;
  // Every file that belongs to the model, apart from model.json.
  [[nodiscard]] std::vector<const ManifestFile*> files() const;
};

// Reads and checks FOLDER/model.json: required entries, a schema this program knows (a newer one is
// formatUnsupported), file paths that stay inside the folder. Does not open the weights.
[[nodiscard]] base::Result<Manifest> readManifest(const std::filesystem::path& folder);
// The same checks on the text of a model.json; `source` only names it in messages.
[[nodiscard]] base::Result<Manifest> parseManifest(std::string_view text,
                                                   const std::filesystem::path& source);
// Publishes FOLDER/model.json; what readManifest would refuse is not written.
[[nodiscard]] base::Result<void> writeManifest(const Manifest& manifest, const std::filesystem::path& folder);
// What readManifest would say about it once it is written.
[[nodiscard]] base::Result<void> checkManifest(const Manifest& manifest);
// SHA-256 of model.json as it stands: the identity of the model in every recipe.
[[nodiscard]] base::Result<std::string> manifestHash(const std::filesystem::path& folder);

}  // namespace chexgen::weights
