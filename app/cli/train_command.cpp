// `chexgen train`: fine-tunes a model on encoded data, or trains a small one from nothing.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/model_folder.h"
#include "app/cli/run_job.h"
#include "app/cli/settings_options.h"
#include "core/engine/training/train_job.h"
#include "core/training/settings.h"

namespace chexgen::cli {
namespace {

struct TrainOptions {
  std::string preset, name;
  std::filesystem::path model, data, out;
  std::vector<std::string> prompts;
  SettingsOptions settings;
  RunJobOptions run;
};

base::Result<base::Json> settingsOf(const TrainOptions& options) {
  namespace fs = std::filesystem;
  CHEXGEN_ASSIGN(base::Json settings, readSettings(options.settings));
  if (!options.preset.empty()) settings["preset"] = options.preset;
  settings.update(options.settings.given);
  if (!options.prompts.empty()) settings["sample_prompts"] = options.prompts;
  CHEXGEN_TRY(setEntries(settings, options.settings));
  if (!options.data.empty()) settings["data"] = fs::absolute(options.data).string();
  if (!options.model.empty()) {
    settings["model"] = fs::absolute(options.model).string();
  } else if (!settings.contains("model") && !settings.contains("vae")) {
    CHEXGEN_ASSIGN(const auto usual, chooseModel({}));
    settings["model"] = fs::absolute(usual).string();
  }
  // Said now, not by a job that has already made its folder.
  return training::trainSettingsFromJson(settings).map([&](const auto&) { return settings; });
}

base::Result<void> train(const TrainOptions& options) {
  namespace fs = std::filesystem;
  CHEXGEN_ASSIGN(const base::Json settings, settingsOf(options));
  const auto folder = fs::absolute(options.out);
  CHEXGEN_TRY(runJob({.kind = "train",
                      .name = options.name.empty() ? folder.filename().string() : options.name,
                      .runFolder = folder,
                      .baseFolder = settingsFolder(options.settings),
                      .settings = settings},
                     options.run));
  if (!options.run.json && !options.run.detached) {
    std::cout << "The model is in " << (folder / "model").string() << "\n";
  }
  return {};
}

}  // namespace

void addTrain(CLI::App& app, Action& action) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command =
      app.add_subcommand("train", "Fine-tune a model on encoded data, or train a small one from nothing");
  command->footer(
      "A run that was stopped, killed or paused goes on exactly where its last checkpoint stands when the "
      "same\n"
      "command is given again. The run folder holds run.json, events.jsonl, samples, checkpoints and, at "
      "the\n"
      "end, model/. Example:\n"
      "  chexgen train --preset quick --model models/impression --data encoded --out runs/ours\n"
      "  chexgen train --preset quick --target lora --data encoded --out runs/lora --set lora_rank=8\n"
      "Targets: text (the transformer), lora (adapters), control_mask, control_boxes, vae.");
  command->add_option("--preset", options->preset, "paper, release, starter or quick");
  addSettingsFile(*command, options->settings);
  command->add_option("--model", options->model, "The model to start from")->check(CLI::ExistingDirectory);
  command->add_option("--data", options->data,
                      "Folder of `chexgen encode`, or the release's list of .npz files");
  command->add_option("--out", options->out, "The run folder")->required();
  command->add_option("--name", options->name,
                      "Name of the task and of the model that it makes (default: the run folder's)");
  addSetting<std::string>(*command, options->settings, "--target", "target", "What learns (default: text)");
  addSetting<std::int64_t>(*command, options->settings, "--steps", "steps", "Optimiser steps");
  addSetting<std::int64_t>(*command, options->settings, "--batch", "batch", "Images per process and pass");
  addSetting<double>(*command, options->settings, "--learning-rate", "learning_rate", "Learning rate");
  addSetting<std::uint64_t>(*command, options->settings, "--seed", "seed", "Of everything that is random");
  addSetting<std::int64_t>(*command, options->settings, "--sample-every", "sample_every",
                           "Draw sample images so often");
  command->add_option("--sample-prompt", options->prompts, "What to draw then; may be given several times");
  addSetting<std::int64_t>(*command, options->settings, "--checkpoint-every", "checkpoint_every",
                           "Save so often");
  addSetting<std::int64_t>(*command, options->settings, "--validate-every", "validate_every",
                           "Measure the held-out loss so often");
  addSetting<std::string>(*command, options->settings, "--device", "device", "auto, cpu, cuda or cuda:N");
  addSetting<std::string>(*command, options->settings, "--precision", "precision", "auto, fp32 or bf16");
  addSetting<std::int64_t>(*command, options->settings, "--threads", "threads", "CPU threads; 0: all");
  command->add_flag("--detach", options->run.detached, "Return at once; the job goes on by itself");
  command->add_flag("--json", options->run.json, "Print JSON lines");
  command->callback(
      [options, &action] { action = [options] { return exitOf(train(*options), options->run.json); }; });
}

}  // namespace chexgen::cli
