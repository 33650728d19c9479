// `chexgen cohort`: plans, makes, checks and exports cohorts of radiographs.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/cohort_parts.h"
#include "app/cli/run_job.h"
#include "core/base/sha256.h"
#include "core/cohort/cohort_job.h"
#include "core/cohort/duplicates.h"
#include "core/cohort/summary.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct CohortRunOptions {
  fs::path folder, model;
  std::string shard;
  std::vector<std::string> devices;
  cohort::CohortJobSettings settings;
  RunJobOptions run;
};

// One detached process for each device, each with its part of the cases.
base::Result<void> runOnDevices(const CohortRunOptions& options) {
  for (std::size_t i = 0; i < options.devices.size(); ++i) {
    cohort::CohortJobSettings settings = options.settings;
    settings.options.device = options.devices[i];
    CHEXGEN_TRY(runJob(cohort::cohortJob(options.folder, settings, {i, options.devices.size()}),
                       {.detached = true, .json = options.run.json}));
  }
  return {};
}

base::Result<void> runCohort(CohortRunOptions& options) {
  CHEXGEN_TRY(cohort::openCohort(options.folder));  // said now, not by a job that has already begun
  options.settings.model = options.model;
  if (!options.devices.empty()) return runOnDevices(options);
  jobs::Shard shard;
  if (!options.shard.empty()) {
    CHEXGEN_ASSIGN(shard, jobs::parseShard(options.shard));
  }
  return runJob(cohort::cohortJob(options.folder, options.settings, shard), options.run);
}

void addCohortRunCommand(CLI::App& cohort, Action& action) {
  const auto options = std::make_shared<CohortRunOptions>();
  CLI::App* command = cohort.add_subcommand("run", "Make what is missing of a cohort, or go on after a stop");
  command->footer(
      "Each radiograph is checked as soon as it is made; one that is turned away is made again with the next "
      "seed.\n"
      "`chexgen job pause`, `resume` and `cancel` steer a run by its folder.");
  command->add_option("folder", options->folder, "Folder of the cohort")
      ->required()
      ->check(CLI::ExistingDirectory);
  auto* shard = command->add_option("--shard", options->shard,
                                    "i/n: only every n-th case, so that n machines share a cohort");
  command->add_option("--devices", options->devices, "One process for each, in the background: cuda:0,cuda:1")
      ->delimiter(',')
      ->excludes(shard);
  command->add_option("--model", options->model, "The planned model, where it lies elsewhere on this machine")
      ->check(CLI::ExistingDirectory);
  command
      ->add_option("--batch", options->settings.batch,
                   "Images that advance together; never changes their pixels")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--device", options->settings.options.device, "auto, cpu, cuda or cuda:N")
      ->capture_default_str();
  command->add_option("--precision", options->settings.options.precision, "auto, fp32 or bf16")
      ->check(CLI::IsMember({"auto", "fp32", "bf16"}))
      ->capture_default_str();
  command->add_option("--threads", options->settings.options.threads, "CPU threads; 0 means all cores")
      ->check(CLI::Range(0, 1024));
  command->add_flag("--detach", options->run.detached,
                    "Return at once; the run goes on in a session of its own");
  command->add_flag("--json", options->run.json, "Print events as JSON lines");
  command->callback(
      [options, &action] { action = [options] { return exitOf(runCohort(*options), options->run.json); }; });
}

// ---- status ----

void printSummary(const cohort::Summary& summary, const cohort::Plan& plan) {
  std::size_t widest = 5;
  for (const auto& stratum : plan.strata) widest = std::max(widest, cohort::describe(stratum).size());
  const auto line = [&](const std::string& words, const cohort::StratumStatus& one) {
    std::printf("%-*s  %8zu %8zu %8zu %8zu %8zu\n", static_cast<int>(widest), words.c_str(), one.planned,
                one.accepted, one.waiting, one.rejected, one.tries);
  };
  std::printf("%-*s  %8s %8s %8s %8s %8s\n", static_cast<int>(widest), "", "planned", "accepted", "waiting",
              "rejected", "tries");
  for (std::size_t i = 0; i < plan.strata.size(); ++i)
    line(cohort::describe(plan.strata[i]), summary.strata[i]);
  line("total", summary.total);
}

void printRates(const cohort::Summary& summary) {
  if (summary.rates.empty()) return;
  std::printf("\nturned away, with 95 %% interval\n");
  bool anyFailed = false;
  for (const cohort::GateRate& rate : summary.rates) {
    if (rate.subgroup.empty()) anyFailed = rate.failed > 0;  // the row of all comes first
    if (!rate.subgroup.empty() && !anyFailed) continue;
    const std::string group = rate.subgroup.empty() ? "all" : rate.attribute + " " + rate.subgroup;
    std::printf("  %-13s %-28s %6zu of %6zu  %5.1f %%  (%.1f to %.1f)\n", rate.gate.c_str(), group.c_str(),
                rate.failed, rate.judged,
                100.0 * static_cast<double>(rate.failed) / static_cast<double>(rate.judged), 100 * rate.low,
                100 * rate.high);
  }
}

void printUnchecked(const cohort::Summary& summary) {
  if (summary.unchecked.empty()) return;
  std::printf("\nasked for, but looked at by no check\n");
  for (const cohort::UncheckedWish& one : summary.unchecked)
    std::printf("  %-42s %6zu cases\n", cohort::describe(one).c_str(), one.cases);
}

base::Result<void> printCohortStatus(const fs::path& folder, bool json) {
  CHEXGEN_ASSIGN(const OpenedCohort opened, openWithLedger(folder));
  const auto summary = cohort::summarise(opened.cohort, opened.ledger);
  if (json) {
    base::OrderedJson line{{"event", "status"}};
    line.update(cohort::toJson(summary, opened.cohort.plan));
    printJson(line);
    return {};
  }
  printSummary(summary, opened.cohort.plan);
  printRates(summary);
  printUnchecked(summary);
  return {};
}

// ---- check ----

struct Mismatch {
  std::string file;
  std::string what;
};

base::Result<std::vector<Mismatch>> compareFiles(const OpenedCohort& opened) {
  std::vector<Mismatch> found;
  for (std::size_t i = 0; i < opened.ledger.size(); ++i) {
    for (const auto& [attempt, made] : opened.ledger.at(i).tries) {
      if (made.file.empty()) continue;
      const auto place = cohort::imageOf(opened.cohort.files, made);
      const auto hash =
          place ? place->sha256(interruption()) : base::Result<std::string>(tl::unexpected(place.error()));
      if (!hash && hash.error().code == base::ErrorCode::cancelled) return tl::unexpected(hash.error());
      if (!hash) found.push_back({made.file, "cannot be read: " + hash.error().message});
      if (hash && *hash != made.sha256) found.push_back({made.file, "was changed after it was made"});
    }
  }
  return found;
}

// Looks at the whole again: files against the ledger, reports against their cases, near-duplicates.
base::Result<void> checkCohort(const fs::path& folder, bool json) {
  CHEXGEN_ASSIGN(OpenedCohort opened, openWithLedger(folder));
  CHEXGEN_ASSIGN(const auto mismatches, compareFiles(opened));
  for (const Mismatch& one : mismatches) std::cerr << one.file << ": " << one.what << "\n";
  if (!mismatches.empty())
    return base::fail(
        base::ErrorCode::hashMismatch, std::to_string(mismatches.size()) + " files differ from the ledger.",
        folder, "Nothing was changed.", "Remove these files and run the cohort again; it makes them anew.");
  std::size_t faulty = 0;
  for (const cohort::Case& one : opened.cohort.cases) faulty += cohort::reportGate(one).passed ? 0 : 1;
  std::size_t duplicates = 0;
  if (opened.cohort.plan.gates.duplicates) {
    const auto goOn = []() -> base::Result<void> {
      if (interruption().isCancelled())
        return base::fail(base::ErrorCode::cancelled, "The check was cancelled.");
      return {};
    };
    CHEXGEN_ASSIGN(duplicates, cohort::rejectDuplicates(opened.cohort, opened.ledger, goOn));
    CHEXGEN_TRY(opened.ledger.update());
  }
  if (!json)
    std::printf(
        "every file is as it was made; %zu reports contradict their case; %zu near-duplicates turned away "
        "now\n\n",
        faulty, duplicates);
  return printCohortStatus(folder, json);
}

void addFolderCommand(CLI::App& cohort, Action& action, const char* name, const char* what,
                      base::Result<void> (*work)(const fs::path&, bool)) {
  const auto folder = std::make_shared<fs::path>();
  const auto json = std::make_shared<bool>(false);
  CLI::App* command = cohort.add_subcommand(name, what);
  command->add_option("folder", *folder, "Folder of the cohort")->required()->check(CLI::ExistingDirectory);
  command->add_flag("--json", *json, "Print one JSON line");
  command->callback([=, &action] { action = [=] { return exitOf(work(*folder, *json), *json); }; });
}

}  // namespace

base::Result<OpenedCohort> openWithLedger(const fs::path& folder) {
  CHEXGEN_ASSIGN(cohort::Cohort cohort, cohort::openCohort(folder));
  cohort::Ledger ledger(cohort.files, cohort.cases.size(), cohort.plan.rerolls);
  CHEXGEN_TRY(ledger.update());
  return OpenedCohort{std::move(cohort), std::move(ledger)};
}

std::string durationText(double seconds) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

void addCohortRun(CLI::App& cohort, Action& action) {
  addCohortRunCommand(cohort, action);
  addFolderCommand(cohort, action, "status",
                   "Tell how far a cohort is, by stratum, and what its checks turned away",
                   &printCohortStatus);
  addFolderCommand(cohort, action, "check", "Compare all files with the ledger, and look for near-duplicates",
                   &checkCohort);
}

void addCohort(CLI::App& app, Action& action) {
  CLI::App* cohort =
      app.add_subcommand("cohort", "Synthesise a cohort of radiographs: plan, run, check, export");
  cohort->require_subcommand(1);
  addCohortPlan(*cohort, action);
  addCohortRun(*cohort, action);
  addCohortSubmit(*cohort, action);
  addCohortExport(*cohort, action);
}

}  // namespace chexgen::cli
