// `chexgen downstream train`: a classifier learns from a table of labelled radiographs.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/downstream_parts.h"
#include "app/cli/run_job.h"
#include "app/cli/settings_options.h"
#include "app/cli/table_options.h"
#include "core/downstream/classifier_settings.h"
#include "core/engine/downstream/classifier_job.h"
#include "core/training/table_columns.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct DownstreamTrainOptions {
  SettingsOptions settings;
  fs::path out;
  std::string name;
  training::TableColumns columns;
  bool skipBadRows = false;
  bool check = false;
  bool flip = false;
  RunJobOptions run;
};

base::Result<base::Json> downstreamSettings(const DownstreamTrainOptions& options) {
  CHEXGEN_ASSIGN(base::Json settings, readSettings(options.settings));
  const base::Json& given = options.settings.given;
  settings.update(given);
  for (const char* key : {"table", "root", "initial_weights"})
    if (given.contains(key)) settings[key] = fs::absolute(given[key].get<std::string>()).string();
  if (const auto columns = training::toJson(options.columns); !columns.empty()) settings["columns"] = columns;
  if (options.flip) settings["augment"]["flip"] = true;
  if (options.skipBadRows) settings["skip_bad_rows"] = true;
  CHEXGEN_TRY(setEntries(settings, options.settings));
  if (!settings.contains("table"))
    return base::fail(base::ErrorCode::argumentInvalid, "Say what to learn from: --table FILE.");
  return settings;
}

base::Result<void> downstreamCheck(const downstream::ClassifierSettings& settings, bool json) {
  CHEXGEN_ASSIGN(const auto checked, engine::checkLabels(settings, {}, interruption()));
  base::OrderedJson splits = base::OrderedJson::object();
  for (const auto& [name, rows] : {std::pair{"train", &checked.training},
                                   std::pair{"val", &checked.validation}, std::pair{"test", &checked.test}}) {
    base::OrderedJson targets = base::OrderedJson::object();
    for (std::size_t t = 0; t < checked.targets.size(); ++t) {
      const auto counts = downstream::countLabels(checked.labels, *rows, t);
      targets[checked.targets[t].text] = {
          {"positive", counts.positive}, {"negative", counts.negative}, {"unknown", counts.unknown}};
      if (!json)
        std::cout << name << "  " << checked.targets[t].text << ": " << counts.positive << " with, "
                  << counts.negative << " without, " << counts.unknown << " not known\n";
    }
    splits[name] = {{"radiographs", rows->size()}, {"targets", targets}};
  }
  if (json) printJson({{"columns", training::columnsInWords(checked.table)}, {"splits", splits}});
  return {};
}

base::Result<void> downstreamTrain(const DownstreamTrainOptions& options) {
  CHEXGEN_ASSIGN(const base::Json settings, downstreamSettings(options));
  // Said now, not by a job that has already made its folder.
  CHEXGEN_ASSIGN(const auto understood, downstream::classifierSettingsFromJson(settings));
  if (options.check) return downstreamCheck(understood, options.run.json);
  if (options.out.empty())
    return base::fail(base::ErrorCode::argumentInvalid, "Say where the run goes: --out FOLDER.");
  const fs::path folder = fs::absolute(options.out);
  CHEXGEN_TRY(runJob({.kind = std::string(engine::downstreamJobKind),
                      .name = options.name.empty() ? folder.filename().string() : options.name,
                      .runFolder = folder,
                      .baseFolder = settingsFolder(options.settings),
                      .settings = settings},
                     options.run));
  if (!options.run.json && !options.run.detached)
    std::cout << "The network is in " << (folder / "model").string() << "\n";
  return {};
}

}  // namespace

void addDownstreamTrain(CLI::App& downstream, Action& action) {
  auto options = std::make_shared<DownstreamTrainOptions>();
  CLI::App* command =
      downstream.add_subcommand("train", "Train a classifier on a table of labelled radiographs");
  command->footer(
      "The table (CSV with any separator, or JSON) has a row for each radiograph: image, patient, labels (a "
      "list such\n"
      "as \"Effusion|Mass\", or columns of 1, 0 and -1), and optionally split (train, val, test), sex, age, "
      "view. Tables of\n"
      "ChestX-ray14, CheXpert, MIMIC-CXR, PadChest and VinBigData are read as they are. All radiographs of a "
      "patient are\n"
      "in one split; a table that divides a patient is refused, and the patients are named.\n"
      "A target is a label (Effusion, \"No Finding\") or a question on a column (view=AP, sex=Female, "
      "age>=60, "
      "notes~PTB).\n"
      "\n"
      "The step with the greatest mean area under the ROC curve on the validation rows is kept, thresholds "
      "are "
      "chosen on\n"
      "these rows, and the test rows are scored once, at the end. The run folder then holds model/ "
      "(network.json "
      "and weights),\n"
      "validation.csv and .json, test.csv and .json, report.html. A run that was stopped or killed goes on "
      "exactly where its\n"
      "last checkpoint stands when the same command is given again.\n"
      "Examples:\n"
      "  chexgen downstream train --table tb.csv --target Tuberculosis --out runs/tb\n"
      "  chexgen downstream train --table nih.csv --target Effusion --target view=AP --network resnet18 "
      "--size "
      "224 \\\n"
      "    --initial-weights resnet18-f37072fd.pth --steps 2000 --out runs/nih\n"
      "  chexgen downstream train --table nih.csv --target Effusion --set "
      "'augment={\"rotation\":10,\"elastic\":4}' --check");
  const auto text = [&](const char* name, const char* key, const char* what) {
    addSetting<std::string>(*command, options->settings, name, key, what);
  };
  const auto whole = [&](const char* name, const char* key, const char* what) {
    addSetting<std::int64_t>(*command, options->settings, name, key, what);
  };
  const auto number = [&](const char* name, const char* key, const char* what) {
    addSetting<double>(*command, options->settings, name, key, what);
  };
  text("--table", "table", "The table");
  addSetting<std::vector<std::string>>(*command, options->settings, "--target", "targets",
                                       "What to learn; may be given several times");
  command->add_option("--out", options->out, "The run folder");
  command->add_flag("--check", options->check, "Only check the table and count what it says");
  addSettingsFile(*command, options->settings);
  command->add_option("--name", options->name,
                      "Name of the task and of the network (default: the run folder's)");
  text("--root", "root", "Where relative paths start (default: the table's folder)");
  text("--uncertain", "uncertain", "Uncertain labels (-1) count as: ignore (default), positive, negative");
  command->add_flag("--skip-bad-rows", options->skipBadRows,
                    "Leave out rows with errors instead of stopping");
  number("--validation", "validation",
         "Share of the patients for validation, where the table says nothing (0.15)");
  number("--test", "test", "Share of the patients for the test, where the table says nothing (0)");
  text("--network", "network", "resnet10 (default), resnet18, resnet50 or densenet121");
  whole("--width", "width", "Channels behind the first convolution (64; 24 is small and fast)");
  whole("--channels", "channels", "1 (grey, default) or 3");
  text("--initial-weights", "initial_weights",
       "A file of torchvision's, TorchXRayVision's or this program's weights to start from");
  whole("--size", "size", "Side of the square that the network sees, pixels (128)");
  whole("--steps", "steps", "Optimiser steps (400)");
  whole("--batch", "batch", "Radiographs of a step (32)");
  text("--optimiser", "optimiser", "adamw (default) or sgd");
  number("--learning-rate", "learning_rate", "Learning rate (0.001)");
  command->add_flag("--flip", options->flip,
                    "Also mirror radiographs left to right. Off: the heart has a side");
  text("--threshold", "threshold",
       "How thresholds are chosen on the validation rows: youden (default) or f1");
  text("--select", "select", "Which step is kept: best (default) or last");
  addSetting<std::uint64_t>(*command, options->settings, "--seed", "seed", "Of everything that is random");
  whole("--validate-every", "validate_every", "Look at the validation rows so often (50)");
  whole("--checkpoint-every", "checkpoint_every", "Save so often (100)");
  text("--device", "device", "auto, cpu, cuda or cuda:N");
  text("--precision", "precision", "auto, fp32 or bf16");
  whole("--threads", "threads", "CPU threads; 0: all");
  command->add_flag("--detach", options->run.detached, "Return at once; the job goes on by itself");
  command->add_flag("--json", options->run.json, "Print JSON lines");
  addColumnOptions(*command, options->columns);
  command->callback([options, &action] {
    action = [options] { return exitOf(downstreamTrain(*options), options->run.json); };
  });
}

}  // namespace chexgen::cli
