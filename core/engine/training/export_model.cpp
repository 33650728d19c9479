#include "core/engine/training/export_model.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/engine/checkpoint/load_weights.h"
#include "core/engine/checkpoint/save_weights.h"
#include "core/engine/training/train_job.h"
#include "core/engine/training/train_networks.h"
#include "core/jobs/job_spec.h"
#include "core/weights/convert.h"
#include "core/weights/safetensors.h"

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t imagesForStatistics = 256;

// A folder that vanishes with its object unless it was renamed.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Result<void> savePart(const fs::path& file, const WeightMap& weights, const base::Json& architecture) {
  return saveWeights(file, converted(weights, at::kFloat),
                     {{"format", "pt"}, {weights::architectureMetadataKey, architecture.dump()}})
      .map([](const auto&) {});
}

// A VAE takes the map for previews along, which fits no other.
Result<void> saveVae(const fs::path& file, const weights::VaeArchitecture& architecture,
                     const WeightMap& weights, const Tensor& images, at::ScalarType type) {
  const auto preview = fitPreview(architecture, weights, images);
  const base::Json map{{"weights", preview.weights}, {"bias", preview.bias}};
  return saveWeights(file, converted(weights, type),
                     {{"format", "pt"},
                      {weights::architectureMetadataKey, toJson(architecture).dump()},
                      {weights::previewMetadataKey, map.dump()}})
      .map([](const auto&) {});
}

Tensor someImages(const TrainSetup& setup) {
  const Tensor& images = setup.vae->trainingImages();
  return images.narrow(0, 0, std::min(images.size(0), imagesForStatistics));
}

at::ScalarType torchType(weights::StoredType type) {
  if (type == weights::StoredType::bf16) return at::kBFloat16;
  if (type == weights::StoredType::fp16) return at::kHalf;
  return at::kFloat;
}

Result<void> exportVaeAlone(const TrainSetup& setup, const WeightMap& learned, const fs::path& out,
                            weights::StoredType type) {
  const auto& architecture = *setup.settings.vae;
  const Tensor images = someImages(setup);
  const auto statistics = latentStatistics(architecture, learned, images);
  const WeightMap weights = withUnitLatent(architecture, learned, statistics);
  return saveVae(out / "vae.safetensors", architecture, weights, images, torchType(type));
}

Result<void> saveLearnedParts(const TrainSetup& setup, const std::map<std::string, WeightMap>& averages,
                              const fs::path& folder, weights::ConvertRequest& request) {
  if (setup.vae) {
    request.vae = folder / "vae.safetensors";
    return saveVae(request.vae, setup.parent->vae, averages.at("vae"), someImages(setup), at::kFloat);
  }
  const DiffusionNetworks& networks = setup.diffusion->networks();
  if (networks.learner == Learner::control) {
    const std::string kind = controlKind(setup.settings.target);
    request.controls.push_back({kind, folder / "control.safetensors"});
    return savePart(request.controls.back().path, averages.at("control"), toJson(networks.control));
  }
  request.transformer = folder / "transformer.safetensors";
  request.randomWeights = false;
  request.dropControls = true;  // the parent's were trained on the transformer that this one replaces
  CHEXGEN_TRY(savePart(request.transformer, setup.diffusion->transformerWith(averages),
                       toJson(networks.architecture)));
  if (networks.text) {
    request.textEncoder = folder / "text_encoder.safetensors";
    CHEXGEN_TRY(
        savePart(request.textEncoder, averages.at("text_encoder"), toJson(networks.text->architecture)));
    request.tokenizer = setup.settings.tokenizer;  // empty: the parent's
  }
  return {};
}

Result<WeightMap> readGroup(const fs::path& checkpoint, const ParameterGroup& group) {
  fs::path file = checkpoint / (group.name + ".average.safetensors");
  if (!fs::exists(file)) file = checkpoint / (group.name + ".safetensors");
  CHEXGEN_ASSIGN(const auto store, weights::openSafetensors(file));
  WeightMap weights;
  for (const auto& [key, weight] : group.weights) {
    const auto found = store.tensors.find(key);
    if (found == store.tensors.end() || found->second.shape != weight.sizes().vec()) {
      return fail(ErrorCode::architectureMismatch, "The checkpoint does not fit its run: " + key + ".", file);
    }
    weights[key] = asTensor(found->second);
  }
  return weights;
}

}  // namespace

Result<void> exportModel(const TrainSetup& setup, const std::map<std::string, WeightMap>& averages,
                         const fs::path& out, weights::StoredType type, const TrainedTask& task,
                         const base::CancelToken& cancel) {
  if (setup.vae && setup.settings.vae) return exportVaeAlone(setup, averages.at("vae"), out, type);
  const Scratch parts(out.string() + ".parts");
  weights::ConvertRequest request{.pipeline = setup.settings.model, .out = out, .type = type};
  request.name = task.name.empty() ? setup.parent->name + " trained" : task.name;
  request.lesson = setup.lesson;
  request.lesson->task = task.name;
  request.lesson->steps = task.steps;
  CHEXGEN_TRY(saveLearnedParts(setup, averages, parts.path(), request));
  return weights::convert(request, {}, cancel).map([](const auto&) {});
}

Result<void> exportCheckpoint(const fs::path& checkpoint, const fs::path& out, weights::StoredType type,
                              const base::CancelToken& cancel) {
  const fs::path whole = fs::absolute(checkpoint).lexically_normal();
  const fs::path run = whole.parent_path().parent_path();
  constexpr std::array<std::string_view, 1> kinds{"train"};
  CHEXGEN_ASSIGN(const auto spec, jobs::readJobSpec(jobs::runFiles(run).spec, kinds));
  CHEXGEN_ASSIGN(const training::TrainState state, training::readState(whole));
  CHEXGEN_TRY(training::verifyCheckpoint({.step = state.step, .folder = whole}, cancel));
  CHEXGEN_ASSIGN(const auto settings, resolvedTrainSettings(spec));
  CHEXGEN_ASSIGN(const Compute compute, chooseCompute({.device = "cpu", .precision = "fp32"}));
  CHEXGEN_ASSIGN(const TrainSetup setup, setUpTraining(settings, compute, {.cancel = cancel}));
  std::map<std::string, WeightMap> averages;
  for (const ParameterGroup& group : setup.target().groups()) {
    CHEXGEN_ASSIGN(averages[group.name], readGroup(whole, group));
  }
  return exportModel(setup, averages, out, type, {spec.name, state.step}, cancel);
}

}  // namespace chexgen::engine
