// `chexgen evaluate`: what can be said of generated radiographs against real ones.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/evaluate_parts.h"
#include "app/cli/remark_tally.h"
#include "core/base/file.h"
#include "core/engine/evaluation/memorisation.h"
#include "core/engine/evaluation/reconstruction.h"
#include "core/engine/evaluation/set_distance.h"
#include "core/imaging/png.h"
#include "core/imaging/prepare.h"
#include "core/imaging/radiograph.h"
#include "core/imaging/radiograph_folder.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;
using imaging::Image8;

struct MemorisationOptions {
  std::string samples, table, model, out, sheet;
  jobs::ModelOptions compute;
};

base::Result<std::vector<fs::path>> samplesOf(const fs::path& folder) {
  CHEXGEN_ASSIGN(auto list, imaging::radiographsInFolder(folder, imaging::FolderDepth::onlyThis));
  // What a run leaves beside its images is no surprise.
  std::erase_if(list.passedOver, [](const imaging::PassedOver& one) {
    const auto ending = one.file.extension();
    return ending == ".json" || ending == ".jsonl" || ending == ".csv";
  });
  if (const std::string line = imaging::passedOverLine(list.passedOver); !line.empty())
    std::cerr << line << std::endl;
  return std::move(list.files);
}

// The most suspicious pairs, generated above, its nearest training radiograph below.
base::Result<void> writePairs(const fs::path& path, const engine::MemorisationReport& report) {
  constexpr int side = 256;
  const int count = static_cast<int>(std::min<std::size_t>(report.matches.size(), 8));
  CHEXGEN_ASSIGN(Image8 sheet, imaging::makeImage(count * side, 2 * side, 3));
  for (int i = 0; i < count; ++i) {
    const auto& match = report.matches[static_cast<std::size_t>(i)];
    const auto closest = std::min_element(match.nearest.begin(), match.nearest.end(),
                                          [](const auto& a, const auto& b) { return a.ratio < b.ratio; });
    const auto space = static_cast<std::size_t>(closest - match.nearest.begin());
    for (int row = 0; row < 2; ++row) {
      CHEXGEN_ASSIGN(const Image8 picture,
                     imaging::readRadiograph(row == 0 ? match.sample : match.training[space]));
      CHEXGEN_ASSIGN(const Image8 tile, imaging::prepareRadiograph(picture, side));
      for (int y = 0; y < side; ++y) {
        std::copy_n(
            tile.pixels.begin() + static_cast<std::ptrdiff_t>(tile.index(0, y)), side * 3,
            sheet.pixels.begin() + static_cast<std::ptrdiff_t>(sheet.index(i * side, row * side + y)));
      }
    }
  }
  return imaging::writePng(path, sheet);
}

void say(const engine::MemorisationReport& report) {
  std::printf("%zu generated, %zu training, %zu held-out radiographs\n", report.samples, report.training,
              report.heldOut);
  for (std::size_t space = 0; space < engine::spaceNames.size(); ++space) {
    const auto line = [&](const char* what, const engine::Spread& made, const engine::Spread& floor) {
      std::printf(
          "  %-6s %-8s generated: least %.3f, 1 %% %.3f, median %.3f; held out: least %.3f, 1 %% %.3f, "
          "median %.3f\n",
          engine::spaceNames[space], what, made.least, made.percentile1, made.median, floor.least,
          floor.percentile1, floor.median);
    };
    line("distance", report.distance[space], report.distanceFloor[space]);
    line("ratio", report.ratio[space], report.ratioFloor[space]);
  }
  std::printf("near-copies: %zu\n", report.nearCopies());
}

int memorisation(const MemorisationOptions& options) {
  const auto samples = samplesOf(options.samples);
  if (!samples) return report(samples.error(), false);
  const auto table = training::readTable(options.table);
  if (!table) return report(table.error(), false);
  const auto found =
      engine::measureMemorisation(*samples, *table, options.model, options.compute, {}, interruption());
  if (!found) return report(found.error(), false);
  if (const auto written = base::writeFileAtomically(options.out, toJson(*found).dump(1) + "\n"); !written)
    return report(written.error(), false);
  if (!options.sheet.empty()) {
    if (const auto written = writePairs(options.sheet, *found); !written)
      return report(written.error(), false);
  }
  printRemarks(found->remarks);
  say(*found);
  return exitDone;
}

struct ReconstructionOptions {
  std::string table, model;
  jobs::ModelOptions compute;
};

int reconstruction(const ReconstructionOptions& options) {
  const auto table = training::readTable(options.table);
  if (!table) return report(table.error(), false);
  const auto found = engine::measureReconstruction(*table, options.model, options.compute, interruption());
  if (!found) return report(found.error(), false);
  printRemarks(found->remarks);
  std::printf("%zu held-out radiographs: PSNR %.2f dB, SSIM %.4f\n", found->images, found->psnr, found->ssim);
  return exitDone;
}

void addReconstruction(CLI::App& evaluate, Action& action) {
  const auto options = std::make_shared<ReconstructionOptions>();
  CLI::App* command = evaluate.add_subcommand(
      "reconstruction",
      "Say what the model's autoencoder keeps of radiographs that were held out. Example:\n"
      "  chexgen evaluate reconstruction --table train.csv --model starter");
  command->add_option("--table", options->table, "A table with a column split; the rows \"val\" are taken")
      ->required();
  command->add_option("--model", options->model, "Model folder")->required()->check(CLI::ExistingDirectory);
  addComputeOptions(*command, options->compute);
  command->callback([options, &action] { action = [options] { return reconstruction(*options); }; });
}

struct DistanceOptions {
  std::string samples, table, model, out;
  jobs::ModelOptions compute;
};

int distance(const DistanceOptions& options) {
  const auto samples = samplesOf(options.samples);
  if (!samples) return report(samples.error(), false);
  const auto table = training::readTable(options.table);
  if (!table) return report(table.error(), false);
  const auto found =
      engine::measureSetDistance(*samples, *table, options.model, options.compute, interruption());
  if (!found) return report(found.error(), false);
  if (!options.out.empty()) {
    if (const auto written = base::writeFileAtomically(options.out, toJson(*found).dump(1) + "\n"); !written)
      return report(written.error(), false);
  }
  printRemarks(found->remarks);
  std::printf("KID in latent space, %zu subsets of %zu radiographs, mean ± deviation\n", found->subsets,
              found->subsetSize);
  std::printf("  generated to held-out: %.4f ± %.4f\n", found->distance.mean, found->distance.deviation);
  std::printf("  training to held-out:  %.4f ± %.4f\n", found->floor.mean, found->floor.deviation);
  return exitDone;
}

void addDistance(CLI::App& evaluate, Action& action) {
  const auto options = std::make_shared<DistanceOptions>();
  CLI::App* command = evaluate.add_subcommand(
      "distance",
      "Say how far a set of generated radiographs lies from held-out real ones (kernel distance), beside how "
      "far real\n"
      "ones lie from them. Example:\n"
      "  chexgen evaluate distance --samples images --table train.csv --model starter");
  command->add_option("--samples", options->samples, "Folder of generated radiographs: PNG, JPEG or DICOM")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--table", options->table, "A table with a column split (train, val)")->required();
  command->add_option("--model", options->model, "Model whose autoencoder gives the features")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--out", options->out, "Report to write (JSON)");
  addComputeOptions(*command, options->compute);
  command->callback([options, &action] { action = [options] { return distance(*options); }; });
}

}  // namespace

void addComputeOptions(CLI::App& command, jobs::ModelOptions& compute) {
  command.add_option("--device", compute.device, "auto, cpu, cuda or cuda:N");
  command.add_option("--threads", compute.threads, "CPU threads; 0: all");
}

void addEvaluate(CLI::App& app, Action& action) {
  CLI::App* evaluate = app.add_subcommand("evaluate", "Measure generated radiographs against real ones.");
  evaluate->require_subcommand(1);
  addReconstruction(*evaluate, action);
  addDistance(*evaluate, action);
  addEvaluateAttribute(*evaluate, action);
  addEvaluateMasks(*evaluate, action);
  const auto options = std::make_shared<MemorisationOptions>();
  CLI::App* command = evaluate->add_subcommand(
      "memorisation",
      "Look for near-copies of training radiographs among generated ones, in pixels and in the model's "
      "latent\n"
      "space, beside the floor of radiographs that were held out. Example:\n"
      "  chexgen evaluate memorisation --samples images --table train.csv --model starter --out report.json");
  command->add_option("--samples", options->samples, "Folder of generated radiographs: PNG, JPEG or DICOM")
      ->required()
      ->check(CLI::ExistingDirectory);
  command
      ->add_option("--table", options->table,
                   "The table that the model was trained from, with a column split (train, val)")
      ->required();
  command->add_option("--model", options->model, "Model folder")->required()->check(CLI::ExistingDirectory);
  command->add_option("--out", options->out, "Report to write (JSON): figures, and each sample's nearest")
      ->required();
  command->add_option("--sheet", options->sheet, "Picture to write (PNG): the eight most suspicious pairs");
  addComputeOptions(*command, options->compute);
  command->callback([options, &action] { action = [options] { return memorisation(*options); }; });
}

}  // namespace chexgen::cli
