// `chexgen encode`: a table of radiographs and reports becomes the latents and embeddings that training
// reads.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "app/cli/command.h"
#include "app/cli/model_folder.h"
#include "app/cli/progress_line.h"
#include "app/cli/run_job.h"
#include "app/cli/table_options.h"
#include "core/engine/training/encode_job.h"
#include "core/jobs/progress.h"
#include "core/training/table_columns.h"

namespace chexgen::cli {
namespace {

struct EncodeOptions {
  engine::EncodeSettings settings;
  std::filesystem::path out;
  bool noCaptions = false;
  bool check = false;
  RunJobOptions run;
};

constexpr std::size_t shownOfEach = 5;

void printFinding(const training::PreflightFinding& finding) {
  std::cout << "  ";
  if (finding.line > 0) std::cout << "line " << finding.line << "  ";
  if (!finding.id.empty()) std::cout << finding.id << "  ";
  std::cout << finding.sentence;
  if (!finding.file.empty() && finding.line > 0) std::cout << "  [" << finding.file.string() << "]";
  std::cout << "\n";
}

// Each kind with how often it occurs, and its first rows.
void printReport(const training::PreflightReport& report) {
  for (const training::FindingSum& sum : training::sumsOf(report)) {
    std::cout << training::name(sum.severity) << "  " << sum.rows << "  " << training::inWords(sum.code)
              << " (" << training::name(sum.code) << ")\n";
    if (training::isRemark(sum.code)) {
      // Each kind of remark with its first file: five of the first would hide the others.
      for (const std::string& line : training::remarksOf(report, sum.code).lines())
        std::cout << "  " << line << "\n";
      continue;
    }
    std::size_t shown = 0;
    for (const auto* list : {&report.ofTable, &report.findings})
      for (const training::PreflightFinding& finding : *list)
        if (finding.code == sum.code && finding.severity == sum.severity && shown++ < shownOfEach)
          printFinding(finding);
    if (shown > shownOfEach)
      std::cout << "  and " << shown - shownOfEach << " more; --json lists all of them\n";
  }
  const auto usable = [](const training::SplitRows& rows) {
    return std::to_string(rows.usable) + " of " + std::to_string(rows.total);
  };
  std::cout << "usable rows: train " << usable(report.train) << ", val " << usable(report.validation)
            << ", test " << usable(report.test) << "; " << report.errors() << " errors, " << report.warnings()
            << " warnings\n";
}

// Rows that have labels and no report, so that reports can be written.
bool couldWriteReports(const engine::CheckedTable& checked) {
  return std::any_of(checked.table.rows.begin(), checked.table.rows.end(), [](const training::TableRow& row) {
    return row.report.empty() && row.stated.isStated();
  });
}

base::OrderedJson checkJson(const engine::CheckedTable& checked) {
  base::OrderedJson json = training::toJson(checked.report);
  json["columns"] = training::columnsInWords(checked.table);
  json["remarks"] = checked.table.remarks;
  return json;
}

base::Result<void> checkOnly(const EncodeOptions& options) {
  ProgressLine line(!options.run.json);
  std::optional<jobs::ProgressMeter> meter;
  const auto onProgress = [&](std::size_t done, std::size_t total) {
    if (!meter) meter.emplace(static_cast<std::int64_t>(total), "row");
    line.show(meter->at(static_cast<std::int64_t>(done)));
  };
  CHEXGEN_ASSIGN(const auto checked, engine::checkTable(options.settings, onProgress, interruption()));
  line.clear();
  if (options.run.json) {
    printJson(checkJson(checked));
  } else {
    std::cerr << training::columnsInWords(checked.table) << "\n";
    for (const std::string& remark : checked.table.remarks) std::cerr << "note: " << remark << "\n";
    printReport(checked.report);
  }
  if (checked.report.errors() == 0) return {};
  return base::fail(
      base::ErrorCode::formatInvalid,
      std::to_string(checked.report.errors()) + " problems were found in the table.", options.settings.table,
      "Nothing was encoded.",
      checked.report.isRefused() ? "Give reports that differ, or --allow-poor-prompts where this is wished."
      : couldWriteReports(checked)
          ? "Correct the rows, give --write-reports to have reports written from the labels, or "
            "--skip-bad-rows to leave them out."
          : "Correct the rows, or give --skip-bad-rows to leave them out.");
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

}  // namespace

void addEncode(CLI::App& app, Action& action) {
  auto options = std::make_shared<EncodeOptions>();
  engine::EncodeSettings& settings = options->settings;
  CLI::App* command =
      app.add_subcommand("encode", "Check a table of radiographs and reports, and encode it for training");
  command->footer(
      "The table is CSV (any separator and encoding) or JSON with an image and a prompt (report, caption,\n"
      "impression) column, and optionally labels, mask, boxes, split (train, val, test), patient. Every row "
      "and\n"
      "every file is checked before any time is spent. Encoding goes on where it was stopped. Example:\n"
      "  chexgen encode --table reports.csv --model models/impression --check\n"
      "  chexgen encode --table reports.csv --model models/impression --out encoded");
  command->add_option("--table", settings.table, "The table")->required()->check(CLI::ExistingFile);
  command->add_option("--model", settings.model, "The model whose autoencoder and text encoder encode");
  command->add_option("--out", options->out, "Folder of the encoded data");
  command->add_flag("--check", options->check, "Only say what is wrong with which row");
  command->add_flag("--skip-bad-rows", settings.skipBadRows,
                    "Leave out rows with errors instead of stopping");
  command->add_flag("--write-reports", settings.writeReports,
                    "Write reports from the labels of rows that have none");
  command->add_flag("--ignore-labels", settings.ignoreLabels,
                    "With --write-reports: pass over labels that are not understood");
  command->add_flag("--allow-poor-prompts", settings.allowPoorPrompts,
                    "Also learn from demographics alone, and from reports that are all the same");
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
  addColumnOptions(*command, settings.read.columns);
  command->callback(
      [options, &action] { action = [options] { return exitOf(encode(*options), options->run.json); }; });
}

}  // namespace chexgen::cli
