#include "core/engine/training/train_job.h"

#include <optional>
#include <string>
#include <utility>

#include "core/base/file.h"
#include "core/base/number_text.h"
#include "core/base/version.h"
#include "core/engine/compute.h"
#include "core/engine/device.h"
#include "core/engine/training/export_model.h"
#include "core/engine/training/launch.h"
#include "core/engine/training/processes.h"
#include "core/engine/training/sample_grid.h"
#include "core/engine/training/train_setup.h"
#include "core/engine/training/trainer.h"
#include "core/engine/translate.h"

namespace chexgen::engine {

using base::Result;
using training::TrainSettings;
namespace fs = std::filesystem;

namespace {

// run.json: what this run is, for people and for whoever repeats it.
Result<void> writeRun(const TrainSetup& setup, const Compute& compute, int processes,
                      const fs::path& folder) {
  base::OrderedJson parent = nullptr;
  if (setup.parent) {
    parent = {{"name", setup.parent->name},
              {"folder", setup.settings.model.string()},
              {"manifest_sha256", setup.identity.parentHash}};
  }
  const base::OrderedJson run{{"program", base::programVersion()},
                              {"settings", training::toJson(setup.settings)},
                              {"settings_sha256", setup.identity.settingsHash},
                              {"data_sha256", setup.identity.dataHash},
                              {"rows", setup.target().trainingRows()},
                              {"held_out_rows", setup.target().validationRows()},
                              {"parent", parent},
                              {"device", compute.deviceName()},
                              {"precision", compute.precisionName()},
                              {"threads", compute.threads},
                              {"processes", processes}};
  return base::writeFileAtomically(folder / "run.json", run.dump(1) + "\n");
}

fs::path sampleFile(const fs::path& folder, std::int64_t step) {
  return folder / "samples" / ("step-" + base::paddedText(static_cast<std::uint64_t>(step), 6) + ".png");
}

Result<void> train(jobs::JobContext& context) {
  CHEXGEN_ASSIGN(const TrainSettings settings, resolvedTrainSettings(context.spec));
  CHEXGEN_ASSIGN(const Launch launch, launchOfThisProcess());
  CHEXGEN_ASSIGN(const std::string device, deviceFor(launch, settings.device, cudaState().gpus.size()));
  CHEXGEN_ASSIGN(const Compute compute, chooseCompute({.device = device,
                                                       .precision = std::string(name(settings.precision)),
                                                       .threads = static_cast<int>(settings.threads)}));
  CHEXGEN_ASSIGN(const auto processes, joinProcesses(launch, compute.device));
  const bool leads = processes->rank() == 0;
  CHEXGEN_ASSIGN(const TrainSetup setup, setUpTraining(settings, compute, context.checkWatch()));
  // The other processes have folders of their own inside the first one's.
  const fs::path folder = leads ? context.files.folder : context.files.folder.parent_path();
  if (leads) CHEXGEN_TRY(context.tellRemarks(setup.remarks.lines()));
  if (leads) CHEXGEN_TRY(writeRun(setup, compute, processes->size(), folder));
  std::optional<SampleGrid> grid;
  if (leads && setup.diffusion && settings.sampleEvery > 0) {
    CHEXGEN_ASSIGN(grid, SampleGrid::prepare(setup, compute));
  }
  TrainerHooks hooks{.betweenSteps = [&] { return context.control.checkpoint(); },
                     .event = [&](const std::string& name, const base::OrderedJson& data,
                                  std::int64_t step) { return context.events.write(name, data, step); },
                     .progress = [&](const jobs::Progress& progress) { return context.tell(progress); }};
  if (grid) {
    hooks.sample = [&](std::int64_t step, const std::map<std::string, WeightMap>& averages) -> Result<void> {
      const fs::path file = sampleFile(folder, step);
      CHEXGEN_TRY(grid->draw(setup, averages, step, file));
      return context.events.write("samples", {{"file", fs::relative(file, folder).string()}}, step);
    };
  }
  if (leads) training::removeDrafts(folder / "checkpoints");
  Trainer trainer(setup.target(), settings, *processes, folder / "checkpoints", setup.identity,
                  std::move(hooks));
  CHEXGEN_TRY(trainer.resume());
  CHEXGEN_TRY(trainer.run());
  if (!leads || fs::exists(folder / "model")) return {};
  CHEXGEN_TRY(exportModel(setup, trainer.averages(), folder / "model", weights::StoredType::keep,
                          {context.spec.name, trainer.step()}, context.cancel));
  return context.events.write("model", {{"folder", "model"}}, trainer.step());
}

}  // namespace

Result<TrainSettings> resolvedTrainSettings(const jobs::JobSpec& spec) {
  CHEXGEN_ASSIGN(TrainSettings settings, training::trainSettingsFromJson(spec.settings));
  for (fs::path* path : {&settings.model, &settings.data, &settings.tokenizer}) {
    if (!path->empty()) *path = spec.resolve(*path);
  }
  return settings;
}

Result<void> runTrainJob(jobs::JobContext& context) {
  return translated([&] { return train(context); });
}

}  // namespace chexgen::engine
