// `chexgen cohort export`, `verify` and `send`.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/cohort_parts.h"
#include "app/cli/progress_line.h"
#include "app/cli/run_job.h"
#include "core/cohort/export.h"
#include "core/imaging/dicom_send.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct CohortExportOptions {
  fs::path folder, out;
  cohort::ExportOptions what;
  bool json = false;
};

base::Result<void> exportNow(const CohortExportOptions& options) {
  CHEXGEN_ASSIGN(const OpenedCohort opened, openWithLedger(options.folder));
  ProgressLine line(!options.json);
  const jobs::ProgressMeter meter(static_cast<std::int64_t>(opened.cohort.cases.size()), "case");
  jobs::RateLimit limit(jobs::progressInterval);
  const auto onCase = [&](std::size_t done, std::size_t total) {
    if (done == total || limit.pass()) line.show(meter.at(static_cast<std::int64_t>(done)));
  };
  CHEXGEN_ASSIGN(const cohort::Exported done, cohort::exportCohort(opened.cohort, opened.ledger, options.out,
                                                                   options.what, onCase, interruption()));
  line.clear();
  if (options.json) {
    printJson({{"event", "exported"},
               {"radiographs", done.radiographs},
               {"missing", done.missing},
               {"files", done.files}});
    return {};
  }
  std::cout << options.out.string() << ": " << done.radiographs << " radiographs, " << done.files << " files";
  if (done.missing > 0)
    std::cout << "; " << done.missing << (done.missing == 1 ? " case has" : " cases have")
              << " no accepted radiograph";
  std::cout << ". Synthetic; not for diagnosis.\n";
  return {};
}

base::Result<void> verifyNow(const fs::path& folder) {
  CHEXGEN_ASSIGN(const cohort::Verified found, cohort::verifyExport(folder, interruption()));
  for (const std::string& problem : found.problems) std::cerr << problem << "\n";
  if (!found.problems.empty())
    return base::fail(base::ErrorCode::hashMismatch,
                      std::to_string(found.problems.size()) + " of " + std::to_string(found.files) +
                          " files are not as they were exported.",
                      folder, "Nothing was changed.", "Export the cohort again.");
  std::cout << found.files << " files are as they were exported, each marked synthetic.\n";
  return {};
}

base::Result<void> sendNow(const fs::path& folder, const std::string& to) {
  CHEXGEN_ASSIGN(const imaging::DicomPeer peer, imaging::parsePeer(to));
  std::vector<fs::path> files;
  std::error_code error;
  for (const char* part : {"dicom", "segmentations"}) {
    const auto first = static_cast<std::ptrdiff_t>(files.size());
    for (const auto& entry : fs::directory_iterator(folder / part, error)) files.push_back(entry.path());
    std::sort(files.begin() + first, files.end());
  }
  if (files.empty())
    return base::fail(base::ErrorCode::fileMissing, "This export has no DICOM files.", folder, {},
                      "Export the cohort with --dicom.");
  ProgressLine line(true);
  const jobs::ProgressMeter meter(static_cast<std::int64_t>(files.size()), "file");
  CHEXGEN_TRY(imaging::sendDicom(
      files, peer, [&](std::size_t sent) { line.show(meter.at(static_cast<std::int64_t>(sent))); },
      interruption()));
  line.clear();
  std::cout << files.size() << " files sent to " << to << "\n";
  return {};
}

void addExportCommand(CLI::App& cohort, Action& action) {
  const auto options = std::make_shared<CohortExportOptions>();
  CLI::App* command = cohort.add_subcommand("export", "Write the accepted radiographs for others to use");
  command->add_option("folder", options->folder, "Folder of the cohort")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--out", options->out, "Folder to write; it must not exist")->required();
  command->add_option("--bits", options->what.pngBits, "8 or 16 for each pixel of a PNG")
      ->check(CLI::IsMember({8, 16}))
      ->capture_default_str();
  auto* capture = command->add_flag("--dicom", options->what.dicom, "DICOM, Secondary Capture");
  command->add_flag("--dicom-dx", options->what.digitalXRay, "DICOM, Digital X-Ray for presentation")
      ->excludes(capture);
  command->add_flag("--seg", options->what.segmentations, "Masks as DICOM segmentations of the DICOM images");
  command->add_flag("--nifti", options->what.nifti, "Masks as NIfTI");
  command->add_flag("--coco", options->what.coco, "Boxes as one COCO file");
  command->add_flag("--yolo", options->what.yolo, "Boxes as YOLO files");
  command->add_flag("--burn-mark", options->what.burnMark,
                    "Write SYNTHETIC into the pixels; the metadata say so anyway");
  command->add_flag("--raw", options->what.rawTable, rawCellsText);
  command->add_flag("--json", options->json, "Print one JSON line");
  command->callback(
      [options, &action] { action = [options] { return exitOf(exportNow(*options), options->json); }; });
}

}  // namespace

void addCohortExport(CLI::App& cohort, Action& action) {
  addExportCommand(cohort, action);
  const auto folder = std::make_shared<fs::path>();
  CLI::App* verify = cohort.add_subcommand("verify", "Compare an export with its manifest");
  verify->add_option("folder", *folder, "Folder of the export")->required()->check(CLI::ExistingDirectory);
  verify->callback([folder, &action] { action = [folder] { return exitOf(verifyNow(*folder), false); }; });
  const auto to = std::make_shared<std::string>();
  CLI::App* send = cohort.add_subcommand("send", "Send an export's DICOM files to a PACS (C-STORE)");
  send->add_option("folder", *folder, "Folder of the export")->required()->check(CLI::ExistingDirectory);
  send->add_option("--to", *to, "TITLE@HOST:PORT")->required();
  send->callback(
      [folder, to, &action] { action = [folder, to] { return exitOf(sendNow(*folder, *to), false); }; });
}

}  // namespace chexgen::cli
