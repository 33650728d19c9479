// `chexgen generate`: radiographs from a report, a table of reports, or the recipe of an image.
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/model_folder.h"
#include "app/cli/number_range.h"
#include "app/cli/progress_line.h"
#include "app/cli/run_job.h"
#include "app/cli/table_options.h"
#include "core/base/version.h"
#include "core/engine/generator.h"
#include "core/jobs/case_list.h"
#include "core/jobs/generation_run.h"
#include "core/jobs/job_spec.h"
#include "core/jobs/prompt_check.h"
#include "core/jobs/wishes.h"
#include "core/text/demographics.h"
#include "core/weights/manifest.h"

namespace chexgen::cli {
namespace {

struct GenerateOptions {
  jobs::GenerateOptions what;
  std::string sex, age, race, view, shard, boxLayout;
  std::filesystem::path model;
  jobs::ModelOptions compute;
  jobs::ListOptions list;
  bool json = false;
};

// With --out FILE.png a single image goes to that very file.
base::Result<void> nameOutput(GenerateOptions& options, std::vector<jobs::ListCase>& cases) {
  if (options.list.folder.extension() != ".png") return {};
  if (cases.size() != 1) {
    return base::fail(
        base::ErrorCode::argumentInvalid,
        std::to_string(cases.size()) + " images cannot go into one file; give a folder with --out.");
  }
  cases.front().file = options.list.folder.filename();
  options.list.folder = options.list.folder.parent_path();
  if (options.list.folder.empty()) options.list.folder = ".";
  return {};
}

void announce(const weights::Manifest& manifest, const jobs::ModelInfo& info,
              const GenerateOptions& options) {
  if (options.json) {
    base::OrderedJson line{{"event", "model"}};
    line.update(jobs::toJson(info));
    printJson(line);
    return;
  }
  std::cerr << manifest.name << " on " << info.device << ", " << info.precision << ", " << info.threads
            << " threads\n";
  for (const std::string& remark : info.remarks) std::cerr << "note: " << remark << "\n";
  if (manifest.randomWeights)
    std::cerr << "random weights, not a radiograph: nothing was learned, the images are noise\n";
}

jobs::ListObserver observe(const GenerateOptions& options, ProgressLine& line) {
  jobs::ListObserver observer;
  observer.onProgress = [&options, &line, limit = jobs::RateLimit(jobs::progressInterval)](
                            const jobs::Progress& progress) mutable -> base::Result<void> {
    if (progress.done < progress.total && !limit.pass()) return {};
    line.show(progress);
    if (options.json) {
      base::OrderedJson event{{"event", "progress"}};
      event.update(jobs::toJson(progress));
      printJson(event);
    }
    return {};
  };
  observer.onImage = [&options, &line](const jobs::ListImage& image) -> base::Result<void> {
    line.clear();
    const std::string path = (options.list.folder / image.file).string();
    if (options.json) {
      printJson({{"event", "image"},
                 {"path", path},
                 {"made", image.made},
                 {"sha256", image.sha256},
                 {"position", image.position}});
    } else {
      std::cout << path << (image.made ? "" : "  (was there)") << std::endl;
    }
    return {};
  };
  return observer;
}

// A remark is a sentence that a person should know and no fault.
void tell(const std::string& remark, std::size_t images, const GenerateOptions& options) {
  if (options.json) {
    base::OrderedJson line{{"event", "remark"}, {"message", remark}};
    if (images > 0) line["images"] = images;
    printJson(line);
  } else {
    std::cerr << "remark: " << remark << (images > 1 ? " (" + std::to_string(images) + " images)" : "")
              << "\n";
  }
}

// Tells, before anything is made and each once: how a table was read, what the model cannot read of the
// reports, what is odd about masks and boxes, and what the prompts ask for although the model was not shown
// to draw it.
base::Result<void> remarkOn(const jobs::CaseList& list, const weights::Manifest& manifest,
                            const std::filesystem::path& folder, const GenerateOptions& options) {
  std::vector<std::string> remarks;
  if (!options.what.csv.empty()) remarks.push_back(base::columnsInWords(jobs::caseListRoles(), list.columns));
  remarks.insert(remarks.end(), list.remarks.begin(), list.remarks.end());
  CHEXGEN_ASSIGN(const auto tokenizer, text::Tokenizer::load(folder / manifest.tokenizerFile.path));
  CHEXGEN_ASSIGN(const auto onPrompts, jobs::checkPrompts(list, manifest, tokenizer));
  remarks.insert(remarks.end(), onPrompts.begin(), onPrompts.end());
  for (const jobs::ListCase& one : list.cases)
    for (const std::string& remark : one.remarks)
      if (std::find(remarks.begin(), remarks.end(), remark) == remarks.end()) remarks.push_back(remark);
  for (const std::string& remark : remarks) tell(remark, 0, options);
  CHEXGEN_ASSIGN(const auto evidence, weights::readEvidence(folder, manifest));
  if (!evidence) return {};
  std::vector<jobs::CountedDoubt> counted;
  for (const jobs::ListCase& one : list.cases)
    jobs::count(jobs::doubtsOf(*evidence, one.recipe.report, one.recipe.demographics), counted);
  for (const auto& [doubt, prompts] : counted) tell(jobs::describe(doubt), prompts, options);
  return {};
}

base::Result<void> generate(GenerateOptions& options) {
  if (!options.sex.empty()) options.what.demographics.sex = options.sex;
  if (!options.race.empty()) options.what.demographics.race = options.race;
  if (!options.view.empty()) options.what.demographics.view = options.view;
  CHEXGEN_ASSIGN(options.what.demographics.age, text::ageFrom(options.age));
  if (!options.shard.empty()) {
    CHEXGEN_ASSIGN(options.list.shard, jobs::parseShard(options.shard));
  }
  if (!options.boxLayout.empty()) {
    CHEXGEN_ASSIGN(options.what.boxLayout, imaging::boxLayoutNamed(options.boxLayout));
  }
  CHEXGEN_ASSIGN(const auto folder, chooseModel(options.model));
  CHEXGEN_ASSIGN(const weights::Manifest manifest, weights::readManifest(folder));
  const int size = options.what.size > 0 ? options.what.size : static_cast<int>(manifest.sizes.front());
  options.what.boxFindings = manifest.boxFindings;
  CHEXGEN_ASSIGN(jobs::CaseList list, jobs::generateCases(options.what, size));
  CHEXGEN_TRY(remarkOn(list, manifest, folder, options));
  std::vector<jobs::ListCase>& cases = list.cases;
  CHEXGEN_TRY(nameOutput(options, cases));
  // The same list twice at once would make every image twice; other lists may go into the same folder.
  CHEXGEN_ASSIGN(const auto lock,
                 jobs::RunLock::acquire(options.list.folder / jobs::listLockName(cases, options.list.shard),
                                        base::programVersion(), jobs::RunLock::Afterwards::remove));

  const auto backend = engine::makeBackend();
  ProgressLine line(!options.json);
  const jobs::ListObserver observer = observe(options, line);
  const weights::CheckWatch watch{.cancel = interruption(),
                                  .onBytes = jobs::inMegabytes(observer.onProgress)};
  CHEXGEN_ASSIGN(const jobs::ModelInfo info, backend->load(folder, options.compute, watch));
  line.clear();
  announce(manifest, info, options);
  CHEXGEN_ASSIGN(const jobs::ListSummary summary,
                 jobs::runList(cases, options.list, *backend, observer, interruption()));
  line.clear();
  if (options.json) {
    printJson({{"event", "done"}, {"made", summary.made}, {"kept", summary.kept}});
  } else {
    std::cerr << summary.made << " made, " << summary.kept
              << " already there. Synthetic; not for diagnosis.\n";
  }
  return {};
}

void addWhat(CLI::App& command, GenerateOptions& options) {
  auto* report = command.add_option("report", options.what.report, "The report (impression) in words");
  auto* csv = command
                  .add_option("--csv", options.what.csv,
                              "A table: column impression (or report, prompt), optionally name, mask, boxes, "
                              "sex, age, race, view, seed")
                  ->check(CLI::ExistingFile);
  auto* like =
      command.add_option("--like", options.what.like, "Make an image again from the recipe inside this PNG")
          ->check(CLI::ExistingFile);
  report->excludes(csv)->excludes(like);
  csv->excludes(like);
  command.add_option("--sex", options.sex,
                     "Male or Female (also M, F), stated in front of the report, as the next three are, if "
                     "the model's prompts state it");
  command.add_option("--age", options.age, "Years: 71, or as DICOM writes it, 071Y or 018M");
  command.add_option("--race", options.race, "Asian, Black, White, …");
  command.add_option("--view", options.view,
                     "PA or AP. With --csv the four hold for all rows, with --like for a new prompt");
  auto* mask =
      command
          .add_option("--mask", options.what.mask,
                      "Where the finding or organ shall be: PNG, JPEG, NIfTI or DICOM SEG, in black and "
                      "white or with labels 1 to 9")
          ->check(CLI::ExistingFile);
  auto* boxes = command
                    .add_option("--boxes", options.what.boxes,
                                "Finding boxes: COCO, LabelMe or our JSON, or a table (CSV)")
                    ->check(CLI::ExistingFile)
                    ->excludes(mask);
  command
      .add_option("--boxes-image", options.what.boxesImage,
                  "Which image is meant where the file has boxes of several")
      ->needs(boxes);
  command.add_option("--box-layout", options.boxLayout,
                     "How boxes are meant whose file leaves it open: xywh, xyxy or cxcywh, alone or with "
                     "-pixels or -shares");
  addColumnOptions(command, jobs::caseListRoles(), options.what.columns);
  // A table names its own, and a recipe carries its own.
  mask->excludes(csv)->excludes(like);
  boxes->excludes(csv)->excludes(like);
  command
      .add_option("--condition-folder", options.what.conditionFolder,
                  "Where the masks and boxes of a table are (default: beside it)")
      ->check(CLI::ExistingDirectory);
}

void addHow(CLI::App& command, GenerateOptions& options) {
  command.add_option("--model", options.model,
                     "Model folder (default: $CHEXGEN_MODEL, else the starter model)");
  command
      .add_option("--profile", options.what.profile,
                  "studio (guidance on all channels) or published (the release's arithmetic)")
      ->check(CLI::IsMember({"studio", "published"}));
  command.add_option("--sampler", options.what.sampler, "ancestral, ddim or dpmpp2m")
      ->check(CLI::IsMember({"ancestral", "ddim", "dpmpp2m"}));
  command.add_option("--steps", options.what.steps, "Denoising steps")->check(CLI::Range(1, 1000));
  command.add_option("--guidance", options.what.guidance, "Guidance scale; 1 is none")
      ->check(numberFrom(0.0, 100.0));
  command.add_option("--size", options.what.size, "Image side in pixels, of those the model makes")
      ->check(CLI::Range(8, 4096));
  command.add_option(
      "--seed", options.what.seed,
      "Seed of the first image, counted on over a table's rows (default: fresh for a report; for a table "
      "each row's from its name)");
  command.add_option("--count", options.what.count, "Images of each report, with following seeds")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--batch", options.list.batch, "Images that advance together; never changes their pixels")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command.add_option("--device", options.compute.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command.add_option("--precision", options.compute.precision, "auto, fp32 or bf16")
      ->check(CLI::IsMember({"auto", "fp32", "bf16"}))
      ->capture_default_str();
  command.add_option("--threads", options.compute.threads, "CPU threads; 0 means all cores")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
}

}  // namespace

void addGenerate(CLI::App& app, Action& action) {
  auto options = std::make_shared<GenerateOptions>();
  options->list.folder = "radiographs";
  CLI::App* command = app.add_subcommand(
      "generate", "Make radiographs from a report, a table of reports, or an image's recipe");
  command->footer(
      "Every PNG carries its recipe and is marked synthetic. A run that was stopped goes on where it was "
      "when the same\n"
      "command is given again. Examples:\n"
      "  chexgen generate \"No acute cardiopulmonary process.\" --sex Female --age 64 --view PA --seed 7\n"
      "  chexgen generate --csv reports.csv --out cohort --batch 4\n"
      "  chexgen generate --like cohort/chest_001.png --out again.png");
  addWhat(*command, *options);
  addHow(*command, *options);
  command->add_option("--out", options->list.folder, "Folder for the images, or FILE.png for a single one")
      ->capture_default_str();
  command->add_option("--shard", options->shard,
                      "i/n: only every n-th image, so that n machines share a table");
  command->add_flag("--replace", options->list.replaceOther,
                    "Make anew what is there from another recipe (default: refuse)");
  command->add_flag("--json", options->json, "Print events as JSON lines");
  command->callback([options, &action] {
    if (options->what.report.empty() && options->what.csv.empty() && options->what.like.empty()) {
      throw CLI::RequiredError("A report, --csv or --like");
    }
    action = [options] {
      const auto done = generate(*options);
      return done ? static_cast<int>(exitDone) : report(done.error(), options->json);
    };
  });
}

}  // namespace chexgen::cli
