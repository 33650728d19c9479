// `chexgen encode`: a table of radiographs and reports becomes the latents and embeddings that training
// reads.
#include <filesystem>
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/model_folder.h"
#include "app/cli/run_job.h"
#include "core/engine/training/encode_job.h"

namespace chexgen::cli {
namespace {

struct EncodeOptions {
  engine::EncodeSettings settings;
  std::filesystem::path out;
  bool noCaptions = false;
  bool check = false;
  RunJobOptions run;
};

void printReport(const training::PreflightReport& report) {
  for (const training::PreflightFinding& finding : report.findings) {
    std::cout << training::name(finding.severity) << "  line " << finding.line << "  " << finding.id << "  "
              << training::name(finding.code) << ": " << finding.sentence;
    if (!finding.file.empty()) std::cout << "  [" << finding.file.string() << "]";
    std::cout << "\n";
  }
  const auto usable = [](const training::SplitRows& rows) {
    return std::to_string(rows.usable) + " of " + std::to_string(rows.total);
  };
  std::cout << "usable rows: train " << usable(report.train) << ", val " << usable(report.validation)
            << ", test " << usable(report.test) << "; " << report.errors() << " errors, " << report.warnings()
            << " warnings\n";
}

base::Result<void> checkOnly(const EncodeOptions& options) {
  CHEXGEN_ASSIGN(const auto checked, engine::checkTable(options.settings, {}, interruption()));
  if (options.run.json) {
    printJson(training::toJson(checked.report));
  } else {
    printReport(checked.report);
  }
  if (checked.report.errors() == 0) return {};
  return base::fail(base::ErrorCode::formatInvalid,
                    std::to_string(checked.report.errors()) + " problems were found in the table.",
                    options.settings.table, "Nothing was encoded.",
                    "Correct the rows, or give --skip-bad-rows to leave them out.");
}

base::Result<void> encode(EncodeOptions& options) {
  namespace fs = std::filesystem;
  options.settings.captions = !options.noCaptions;
  CHEXGEN_ASSIGN(options.settings.model, chooseModel(options.settings.model));
  for (fs::path* path : {&options.settings.model, &options.settings.table, &options.settings.read.root}) {
    if (!path->empty()) *path = fs::absolute(*path);
  }
  if (options.check) return checkOnly(options);
  if (options.out.empty()) {
    return base::fail(base::ErrorCode::argumentInvalid, "Say where the encoded data go: --out FOLDER.");
  }
  return runJob({.kind = "encode",
                 .name = "Encode " + options.settings.table.filename().string(),
                 .runFolder = fs::absolute(options.out),
                 .baseFolder = fs::current_path(),
                 .settings = engine::toJson(options.settings)},
                options.run);
}

void addColumns(CLI::App& command, training::TableColumns& columns) {
  const auto column = [&](const char* name, std::string& member) {
    command.add_option(std::string("--") + name + "-column", member)
        ->group("Columns, where their names are unusual");
  };
  column("image", columns.image);
  column("prompt", columns.prompt);
  column("mask", columns.mask);
  column("boxes", columns.boxes);
  column("split", columns.split);
  column("patient", columns.patient);
  column("id", columns.id);
}

}  // namespace

void addEncode(CLI::App& app, Action& action) {
  auto options = std::make_shared<EncodeOptions>();
  engine::EncodeSettings& settings = options->settings;
  CLI::App* command =
      app.add_subcommand("encode", "Check a table of radiographs and reports, and encode it for training");
  command->footer(
      "The table is CSV or JSON lines with an image and a prompt (report, caption, impression) column, and\n"
      "optionally mask, boxes, split (train, val, test), patient. Every row is checked before any time is\n"
      "spent. Encoding goes on where it was stopped. Example:\n"
      "  chexgen encode --table reports.csv --model models/impression --check\n"
      "  chexgen encode --table reports.csv --model models/impression --out encoded");
  command->add_option("--table", settings.table, "The table")->required()->check(CLI::ExistingFile);
  command->add_option("--model", settings.model, "The model whose autoencoder and text encoder encode");
  command->add_option("--out", options->out, "Folder of the encoded data");
  command->add_flag("--check", options->check, "Only say what is wrong with which row");
  command->add_flag("--skip-bad-rows", settings.skipBadRows,
                    "Leave out rows with errors instead of stopping");
  command->add_option("--root", settings.read.root,
                      "Where relative paths start (default: the table's folder)");
  command->add_flag("--demographics", settings.read.demographics,
                    "Put the columns sex, age, race and view in front of the prompt");
  command->add_option("--conditions", settings.conditions, "Also encode the mask or boxes column")
      ->check(CLI::IsMember({"mask", "boxes"}));
  command->add_option("--box-layout", settings.boxLayout,
                      "How boxes are meant whose file leaves it open: xywh, xyxy or cxcywh, alone or with "
                      "-pixels or -shares");
  command->add_option("--size", settings.size, "Image side in pixels (default: the model's)");
  command
      ->add_option("--variants", settings.variants,
                   "Encodings of each image: more than 1 adds slight zooms, turns and shifts, never a flip")
      ->capture_default_str();
  command->add_flag("--no-captions", options->noCaptions,
                    "Prompts stay text, to train the text encoder as well");
  command
      ->add_option("--validation", settings.heldOut.validation,
                   "Share of the patients held out, for rows without a split")
      ->capture_default_str();
  command->add_option("--seed", settings.seed, "Of splits and variants")->capture_default_str();
  command->add_option("--device", settings.compute.device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  command->add_option("--precision", settings.compute.precision, "Of the text encoder: auto, fp32 or bf16")
      ->capture_default_str();
  command->add_option("--threads", settings.compute.threads, "CPU threads; 0: all")->capture_default_str();
  command->add_flag("--detach", options->run.detached, "Return at once; the job goes on by itself");
  command->add_flag("--json", options->run.json, "Print JSON lines");
  addColumns(*command, settings.read.columns);
  command->callback(
      [options, &action] { action = [options] { return exitOf(encode(*options), options->run.json); }; });
}

}  // namespace chexgen::cli
