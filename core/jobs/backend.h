// What makes the images, as worker and jobs see it: the engine in the program, a fake in the tests.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/image.h"
#include "core/imaging/recipe.h"
#include "core/weights/file_check.h"

namespace chexgen::jobs {

struct ModelOptions {
  std::string device = "auto";     // "auto", "cpu", "cuda", "cuda:1"
  std::string precision = "auto";  // "auto", "fp32", "bf16"
  int threads = 0;                 // 0 means all cores

  friend bool operator==(const ModelOptions&, const ModelOptions&) = default;
};

// What was loaded, with every "auto" decided.
struct ModelInfo {
  std::string name;
  std::string sha256;  // of model.json
  std::string device;
  std::string precision;
  int threads = 0;
  bool randomWeights = false;
  std::vector<std::string> remarks = {};  // what a person should know of its files, each a sentence

  friend bool operator==(const ModelInfo&, const ModelInfo&) = default;
};

// {"model","model_sha256","device","precision","threads","random_weights"} and, where there are some,
// "remarks"
[[nodiscard]] base::OrderedJson toJson(const ModelInfo& info);
[[nodiscard]] base::Result<ModelInfo> modelInfoFromJson(const base::Json& value);

struct StepProgress {
  std::size_t image = 0;  // index in the batch
  int step = 0;           // steps done, 1 … steps; steps + 1 when the image is decoded
  int steps = 0;
  std::function<std::optional<imaging::Image8>()> preview;  // made when called; may be empty
};

struct GeneratedImage {
  imaging::Image8 pixels;
  imaging::Recipe recipe;  // complete
};

// One thread at a time uses it.
class Backend {
 public:
  Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  virtual ~Backend() = default;

  // Replaces the model in memory; after a failure there is none. Its files are checked first, which `watch`
  // may follow and end.
  [[nodiscard]] virtual base::Result<ModelInfo> load(const std::filesystem::path& model,
                                                     const ModelOptions& options,
                                                     const weights::CheckWatch& watch) = 0;
  // The rest needs a loaded model and fails with argumentInvalid without one.
  //
  // Fills what a recipe leaves open and checks it against the model.
  [[nodiscard]] virtual base::Result<imaging::Recipe> complete(const imaging::Recipe& recipe) const = 0;
  // Makes one image per recipe, in order; `cancelled` when the token is set, looked at between steps.
  [[nodiscard]] virtual base::Result<std::vector<GeneratedImage>> generate(
      std::span<const imaging::Recipe> recipes, const std::function<void(const StepProgress&)>& onStep,
      const base::CancelToken& cancel) = 0;
};

}  // namespace chexgen::jobs
