// `chexgen cohort plan`: strata, reports and cases of a cohort, before anything is made.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/cohort_parts.h"
#include "app/cli/model_folder.h"
#include "app/cli/number_range.h"
#include "app/cli/progress_line.h"
#include "app/cli/run_job.h"
#include "app/cli/table_options.h"
#include "core/base/system_info.h"
#include "core/cohort/planner.h"
#include "core/engine/generator.h"
#include "core/jobs/generation_run.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct CohortPlanOptions {
  cohort::PlanRequest request;
  std::vector<std::string> strata;
  std::string strataFile, mode = "match", out, model, profile, sampler, boxLayout, uncertain = "leave-out";
  std::vector<std::string> switchedOff, switchedOn;
  std::vector<int> ageEdges;
  std::vector<std::string> by;
  cohort::LanguageModel languageModel;
  jobs::ModelOptions compute;
  bool measure = true, preview = false, json = false;
};

base::Result<void> completeRequest(CohortPlanOptions& options) {
  cohort::PlanRequest& request = options.request;
  CHEXGEN_ASSIGN(request.plan.model, chooseModel(options.model));
  if (!options.strataFile.empty()) {
    CHEXGEN_ASSIGN(request.strata, cohort::readStrata(options.strataFile));
    request.plan.source = "the table " + fs::path(options.strataFile).filename().string();
  }
  for (const std::string& words : options.strata) {
    CHEXGEN_ASSIGN(cohort::Stratum stratum, cohort::parseStratum(words));
    request.strata.push_back(std::move(stratum));
    request.plan.source = "entered";
  }
  CHEXGEN_ASSIGN(request.balance.mode, cohort::balanceModeNamed(options.mode));
  request.balance.total = request.count;
  if (!options.ageEdges.empty()) request.balance.ageEdges = options.ageEdges;
  if (!options.by.empty()) request.balance.by = options.by;
  if (!request.table.empty()) request.plan.source = options.mode + " of " + request.table.filename().string();
  if (!request.prompts.empty()) request.plan.source = "the prompts of " + request.prompts.filename().string();
  if (request.plan.name.empty()) request.plan.name = fs::path(options.out).filename().string();
  if (!request.plan.gates.reference.empty())
    request.plan.gates.reference = fs::absolute(request.plan.gates.reference).lexically_normal();
  if (!options.languageModel.url.empty()) {
    CHEXGEN_TRY(cohort::checkAddress(options.languageModel));
    request.languageModel = options.languageModel;
  }
  if (!options.boxLayout.empty()) {
    CHEXGEN_ASSIGN(request.boxLayout, imaging::boxLayoutNamed(options.boxLayout));
  }
  request.plan.profile = options.profile;
  request.plan.sampler = options.sampler;
  request.plan.gates.labelRules.blankIsAbsent = request.balance.blankIsNone;
  CHEXGEN_ASSIGN(request.plan.gates.labelRules.uncertain, training::uncertainNamed(options.uncertain));
  for (const std::string& name : options.switchedOff)
    CHEXGEN_TRY(cohort::switchGate(request.plan.gates, name, false));
  for (const std::string& name : options.switchedOn)
    CHEXGEN_TRY(cohort::switchGate(request.plan.gates, name, true));
  return {};
}

// Makes the first case, which the run then finds made, and tells how long it took.
base::Result<double> measureFirst(const fs::path& folder, const jobs::ModelOptions& compute) {
  CHEXGEN_ASSIGN(const cohort::Cohort cohort, cohort::openCohort(folder));
  CHEXGEN_ASSIGN(const jobs::ListCase one, cohort::listCase(cohort, 0, 0));
  const auto backend = engine::makeBackend();
  {
    ProgressLine line(true);
    CHEXGEN_TRY(backend->load(cohort.plan.model, compute, line.watch()));
  }
  const auto begin = std::chrono::steady_clock::now();
  CHEXGEN_TRY(jobs::runList({one}, {.folder = cohort.files.images}, *backend, {}, interruption()));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void printStrata(const cohort::Planned& planned) {
  std::size_t widest = 8;
  for (const auto& stratum : planned.plan.strata) widest = std::max(widest, cohort::describe(stratum).size());
  std::printf("%-*s  %8s%s\n", static_cast<int>(widest), "stratum", "cases",
              planned.present.empty() ? "" : "   in table");
  for (std::size_t i = 0; i < planned.plan.strata.size(); ++i) {
    std::printf("%-*s  %8zu", static_cast<int>(widest), cohort::describe(planned.plan.strata[i]).c_str(),
                planned.plan.strata[i].count);
    if (!planned.present.empty()) std::printf("   %8zu", planned.present[i]);
    std::printf("\n");
  }
}

void printNeeds(const cohort::Plan& plan, const std::optional<double>& seconds, const fs::path& out) {
  const std::size_t count = cohort::caseCount(plan);
  std::printf("%zu cases, model %s, %d pixels", count, plan.modelName.c_str(), plan.size);
  if (seconds)
    std::printf("; %.1f s each, about %s on this machine", *seconds,
                durationText(*seconds * static_cast<double>(count)).c_str());
  const double megabytes = static_cast<double>(cohort::estimateBytes(plan)) / 1e6;
  std::printf("; about %.*f MB on the disk", megabytes < 10 ? 1 : 0, megabytes);
  if (const auto space = base::diskSpace(out))
    std::printf(" of %.0f MB that are free", static_cast<double>(space->free) / 1e6);
  std::printf("\n");
}

base::OrderedJson needsJson(const cohort::Planned& planned, const std::optional<double>& seconds) {
  base::OrderedJson json{
      {"event", "planned"}, {"cases", planned.cases.size()}, {"bytes", cohort::estimateBytes(planned.plan)}};
  if (seconds) json["seconds_per_case"] = *seconds;
  json["remarks"] = planned.remarks;
  return json;
}

base::Result<void> makePlan(CohortPlanOptions& options) {
  CHEXGEN_TRY(completeRequest(options));
  ProgressLine line(!options.json);
  options.request.onReport = [&line, meter = std::optional<jobs::ProgressMeter>()](
                                 std::size_t done, std::size_t total) mutable {
    if (!meter) meter.emplace(static_cast<std::int64_t>(total), "report");
    line.show(meter->at(static_cast<std::int64_t>(done)));
    return !interruption().isCancelled();
  };
  if (options.preview) {
    CHEXGEN_ASSIGN(const auto planned, cohort::previewCohort(options.request));
    line.clear();
    printStrata(planned);
    printNeeds(planned.plan, {}, options.out);
    for (const std::string& remark : planned.remarks) std::printf("note: %s\n", remark.c_str());
    return {};
  }
  CHEXGEN_ASSIGN(const auto planned, cohort::planCohort(options.request, options.out));
  line.clear();
  std::optional<double> seconds;
  if (options.measure) {
    CHEXGEN_ASSIGN(seconds, measureFirst(options.out, options.compute));
  }
  if (options.json) {
    printJson(needsJson(planned, seconds));
    return {};
  }
  printStrata(planned);
  printNeeds(planned.plan, seconds, options.out);
  for (const std::string& remark : planned.remarks) std::printf("note: %s\n", remark.c_str());
  std::printf("Look through the reports in %s, change what you like, then: chexgen cohort run %s\n",
              cohort::cohortFiles(options.out).cases.c_str(), options.out.c_str());
  return {};
}

void addCohortSources(CLI::App& command, CohortPlanOptions& options) {
  cohort::PlanRequest& request = options.request;
  command.add_option(
      "--stratum", options.strata,
      "sex=Female,age=60-79,view=PA,findings=Effusion:left|Edema,count=20; may be given again");
  command
      .add_option("--strata", options.strataFile, "A table of strata: sex, age, race, view, findings, count")
      ->check(CLI::ExistingFile);
  command
      .add_option("--from", request.table, "A table of real radiographs to be matched, filled or equalised")
      ->check(CLI::ExistingFile);
  command
      .add_option("--mode", options.mode,
                  "match: its shares; fill: what its groups lack; equalise: all groups alike")
      ->check(CLI::IsMember({"match", "fill", "equalise"}))
      ->capture_default_str();
  command
      .add_option("--by", options.by,
                  "What divides the groups: sex,age,race,view,findings (default: what the table has)")
      ->delimiter(',');
  command
      .add_option("--findings", request.balance.findings,
                  "The findings that divide the groups (default: all that the table has)")
      ->delimiter(',');
  command.add_flag("--ignore-labels", request.balance.ignoreLabels,
                   "Pass over labels that are not understood; rows with no other are left out");
  command.add_flag("--blank-is-none", request.balance.blankIsNone,
                   "Rows without a label show no finding (default: they are left out), in --from and in "
                   "--reference");
  command.add_option("--age-bands", options.ageEdges, "The first year of each band but the youngest")
      ->delimiter(',');
  command
      .add_option("--prompts", request.prompts,
                  "A table of prompts in the release's form: impression, name, …")
      ->check(CLI::ExistingFile);
  command
      .add_option("--conditions", request.conditions,
                  "Masks or boxes of a data set: SIIM-ACR run lengths, ChestX-Det, COCO, a table of boxes; "
                  "also .gz")
      ->check(CLI::ExistingFile);
  command.add_option("--box-layout", options.boxLayout,
                     "How boxes are meant whose file leaves it open: xywh, xyxy or cxcywh, alone or with "
                     "-pixels or -shares");
  addColumnOptions(command, request.columns);
  command.add_option(
      "--llm", options.languageModel.url,
      "Reports by a language model on this computer: http://127.0.0.1:8080 (OpenAI-compatible)");
  command.add_option("--llm-model", options.languageModel.model, "The language model's name at its server");
  command.add_option("--count", request.count, "Cases in all, with --from or --conditions");
}

void addCohortHow(CLI::App& command, CohortPlanOptions& options) {
  cohort::Plan& plan = options.request.plan;
  command.add_option("--model", options.model,
                     "Model folder (default: $CHEXGEN_MODEL, else the starter model)");
  command.add_option("--name", plan.name, "What the cohort is called (default: the folder's name)");
  command.add_option("--seed", plan.seed, "Seed of the plan; the same plan gives the same cases")
      ->capture_default_str();
  command.add_option("--size", plan.size, "Image side in pixels");
  command.add_option("--profile", options.profile, "studio or published")
      ->check(CLI::IsMember({"studio", "published"}));
  command.add_option("--sampler", options.sampler, "ancestral, ddim or dpmpp2m")
      ->check(CLI::IsMember({"ancestral", "ddim", "dpmpp2m"}));
  command.add_option("--steps", plan.steps, "Denoising steps")->check(CLI::Range(1, 1000));
  command.add_option("--guidance", plan.guidance, "Guidance scale; 1 is none")->check(numberFrom(0.0, 100.0));
  command.add_option("--rerolls", plan.rerolls, "Further tries for a case that a check turned away")
      ->capture_default_str();
  command
      .add_option("--without", options.switchedOff,
                  "Checks to leave out: report,blank,frame,side,adherence,duplicates")
      ->delimiter(',');
  command.add_option("--with", options.switchedOn, "Checks to make besides: labels,memorisation")
      ->delimiter(',');
  command
      .add_option("--reference", plan.gates.reference,
                  "A table of real radiographs with a column split, for labels and memorisation")
      ->check(CLI::ExistingFile);
  command
      .add_option("--uncertain", options.uncertain,
                  "What uncertain labels (-1) of --reference count as: leave-out, positive or negative")
      ->check(CLI::IsMember({"leave-out", "positive", "negative"}))
      ->capture_default_str();
  command.add_flag("--masks-are-lungs", plan.masksAreLungs,
                   "The masks show lung fields, which can be found again");
  command.add_option("--least-dice", plan.gates.leastDice, "Of drawn lungs and found ones")
      ->capture_default_str();
  command.add_option("--device", options.compute.device, "For measuring: auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  command.add_option("--threads", options.compute.threads, "For measuring: CPU threads; 0 means all cores");
  command.add_flag("--measure,!--no-measure", options.measure,
                   "Make the first case, to say how long all will take");
  command.add_flag("--preview", options.preview, "Only show what the plan comes to");
  command.add_flag("--json", options.json, "Print one JSON line");
}

}  // namespace

void addCohortPlan(CLI::App& cohort, Action& action) {
  const auto options = std::make_shared<CohortPlanOptions>();
  CLI::App* command = cohort.add_subcommand("plan", "Plan a cohort: strata, reports, cases");
  command->footer(
      "Examples:\n"
      "  chexgen cohort plan cohort --stratum sex=Female,age=60-79,view=PA,count=20\n"
      "  chexgen cohort plan cohort --from train.csv --mode fill --by sex,findings --findings "
      "Effusion,Pneumonia\n"
      "  chexgen cohort plan cohort --conditions siim-pneumothorax-train-rle.csv.gz --count 50");
  command->add_option("folder", options->out, "Folder of the cohort; it must not exist")->required();
  addCohortSources(*command, *options);
  addCohortHow(*command, *options);
  command->callback([options, &action] {
    const auto& request = options->request;
    if (options->strata.empty() && options->strataFile.empty() && request.table.empty() &&
        request.prompts.empty() && request.conditions.empty())
      throw CLI::RequiredError("--stratum, --strata, --from, --prompts or --conditions");
    action = [options] {
      const auto done = makePlan(*options);
      return done ? static_cast<int>(exitDone) : report(done.error(), options->json);
    };
  });
}

}  // namespace chexgen::cli
