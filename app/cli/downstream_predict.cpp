// `chexgen downstream predict`: a trained network reads radiographs.
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "app/cli/downstream_parts.h"
#include "app/cli/evaluate_parts.h"
#include "app/cli/progress_line.h"
#include "app/cli/remark_tally.h"
#include "app/cli/run_job.h"
#include "app/cli/table_options.h"
#include "core/engine/downstream/read_radiographs.h"
#include "core/imaging/radiograph_folder.h"
#include "core/jobs/progress.h"
#include "core/training/data_table.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct DownstreamPredictOptions {
  fs::path model, table, images, out;
  training::TableOptions read;
  std::string split;
  jobs::ModelOptions compute;
  bool json = false;
};

base::Result<std::vector<engine::RadiographToRead>> radiographsOfTable(
    const DownstreamPredictOptions& options) {
  CHEXGEN_ASSIGN(const auto table, training::readTable(options.table, options.read));
  const auto wanted = training::splitNamed(options.split);
  if (!wanted)
    return base::fail(base::ErrorCode::argumentInvalid, "There is no split \"" + options.split + "\".");
  std::vector<engine::RadiographToRead> radiographs;
  for (const training::TableRow& row : table.rows) {
    if (*wanted != training::Split::none && row.split != *wanted) continue;
    if (!row.problem.empty() || !fs::exists(row.image))
      return base::fail(base::ErrorCode::fileMissing,
                        "Line " + std::to_string(row.line) + " of the table: " +
                            (row.problem.empty() ? "its radiograph is not there." : row.problem),
                        row.image.empty() ? options.table : row.image);
    radiographs.push_back({row.id, row.image});
  }
  return radiographs;
}

base::Result<std::vector<engine::RadiographToRead>> radiographsOfFolder(const fs::path& folder) {
  CHEXGEN_ASSIGN(const auto found, imaging::radiographsInFolder(folder));
  if (const std::string line = imaging::passedOverLine(found.passedOver); !line.empty())
    std::cerr << "note: " << line << "\n";
  std::vector<engine::RadiographToRead> radiographs;
  for (const fs::path& file : found.files) radiographs.push_back({fs::relative(file, folder).string(), file});
  return radiographs;
}

base::Result<void> downstreamPredict(const DownstreamPredictOptions& options) {
  if (options.table.empty() == options.images.empty())
    return base::fail(base::ErrorCode::argumentInvalid, "Say what to read: --table FILE or --images FOLDER.");
  CHEXGEN_ASSIGN(const auto radiographs,
                 options.table.empty() ? radiographsOfFolder(options.images) : radiographsOfTable(options));
  if (radiographs.empty())
    return base::fail(base::ErrorCode::argumentInvalid, "There is no radiograph to read.",
                      options.table.empty() ? options.images : options.table);
  ProgressLine line(!options.json);
  const jobs::ProgressMeter meter(static_cast<std::int64_t>(radiographs.size()), "radiograph");
  const auto onRead = [&](std::size_t done) { line.show(meter.at(static_cast<std::int64_t>(done))); };
  CHEXGEN_ASSIGN(const auto read, engine::readRadiographs(options.model, radiographs, options.compute, onRead,
                                                          interruption()));
  line.clear();
  printRemarks(read.remarks);
  const fs::path file = options.out / "predictions.csv";
  CHEXGEN_TRY(downstream::writePredictions(read.predictions, file));
  if (options.json) {
    printJson({{"event", "done"}, {"predictions", file.string()}, {"radiographs", radiographs.size()}});
  } else {
    std::cout << radiographs.size() << " radiographs read: " << file.string() << "\n";
  }
  return {};
}

}  // namespace

void addDownstreamPredict(CLI::App& downstream, Action& action) {
  auto options = std::make_shared<DownstreamPredictOptions>();
  CLI::App* command = downstream.add_subcommand("predict", "Read radiographs with a trained network");
  command->footer(
      "OUT/predictions.csv has a row for each radiograph: id, image, and for each target a score from 0 to "
      "1. "
      "Beside it,\n"
      "predictions.csv.json tells the network and the thresholds from its validation rows: a score of at "
      "least "
      "that is\n"
      "called positive. PNG, JPEG and DICOM are read. Examples:\n"
      "  chexgen downstream predict --model runs/tb/model --images inbox --out scores\n"
      "  chexgen downstream predict --model runs/tb/model --table other.csv --split test --out scores");
  command->add_option("--model", options->model, "Folder of the network: the run folder's model/")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--table", options->table, "Table of radiographs, with a column image")
      ->check(CLI::ExistingFile);
  command->add_option("--images", options->images, "Folder of radiographs, with the folders below")
      ->check(CLI::ExistingDirectory);
  command->add_option("--out", options->out, "Folder to write to")->required();
  command->add_option("--split", options->split,
                      "Only the rows of this split of the table: train, val or test");
  command->add_option("--root", options->read.root,
                      "Where relative paths start (default: the table's folder)");
  command->add_option("--precision", options->compute.precision, "auto (as it was trained), fp32 or bf16");
  addComputeOptions(*command, options->compute);
  command->add_flag("--json", options->json, "Print JSON lines");
  addColumnOptions(*command, options->read.columns);
  command->callback([options, &action] {
    action = [options] { return exitOf(downstreamPredict(*options), options->json); };
  });
}

}  // namespace chexgen::cli
