// `chexgen job`: runs a job from its file, and looks at or steers one that runs anywhere.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/job_kinds.h"
#include "app/cli/job_status.h"
#include "app/cli/run_job.h"
#include "core/jobs/control.h"

namespace chexgen::cli {
namespace {

struct JobOptions {
  std::filesystem::path spec;
  std::filesystem::path runFolder;
  std::string shard;
  bool detached = false;
  bool json = false;
};

base::Result<jobs::JobSpec> readSpec(const JobOptions& options) {
  std::vector<std::string_view> kinds;
  for (const JobKind& kind : jobKinds) kinds.push_back(kind.name);
  CHEXGEN_ASSIGN(jobs::JobSpec spec, jobs::readJobSpec(options.spec, kinds));
  if (!options.shard.empty()) {
    CHEXGEN_ASSIGN(spec.shard, jobs::parseShard(options.shard));
  }
  return spec;
}

base::Result<void> runSpec(const JobOptions& options) {
  CHEXGEN_ASSIGN(const jobs::JobSpec spec, readSpec(options));
  return runJob(spec, {.detached = options.detached, .json = options.json});
}

// A wish that nobody can obey any more would only surprise the next attempt.
base::Result<void> wish(const JobOptions& options, jobs::Wish wanted) {
  CHEXGEN_ASSIGN(const auto parts, readParts(options.runFolder, options.shard));
  bool running = false;
  bool startable = false;
  for (const auto& [shard, status] : parts) {
    running = running || jobs::isActive(status.state);
    startable =
        startable || status.state == jobs::JobState::queued || status.state == jobs::JobState::interrupted;
  }
  if (!running && !startable && wanted != jobs::Wish::run) {
    return base::fail(base::ErrorCode::argumentInvalid,
                      "The run is " + std::string(jobs::name(parts.front().status.state)) +
                          "; there is nothing to " + std::string(jobs::name(wanted)) + ".",
                      options.runFolder, "Nothing was changed.");
  }
  CHEXGEN_TRY(jobs::writeWish(jobs::runFiles(options.runFolder).control, wanted));
  if (options.json) {
    printJson({{"event", "wish"}, {"wish", jobs::name(wanted)}, {"running", running}});
  } else {
    std::cout << (running ? "Asked; the run obeys at its next step.\n"
                          : "Noted; nothing runs now, the next start obeys.\n");
  }
  return {};
}

void addRun(CLI::App& job, const std::shared_ptr<JobOptions>& options, Action& action) {
  CLI::App* command = job.add_subcommand("run", "Run a job, or go on with one that was stopped");
  command->add_option("spec", options->spec, "The job's JSON file")->required()->check(CLI::ExistingFile);
  command->add_option("--shard", options->shard, "i/n: only this part of the list, from 1/n to n/n");
  command->add_flag("--detach", options->detached,
                    "Return at once; the job goes on in a session of its own and logs to RUN_FOLDER/log.txt");
  command->add_flag("--json", options->json, "Print events as JSON lines");
  command->callback(
      [options, &action] { action = [options] { return exitOf(runSpec(*options), options->json); }; });
}

CLI::App* addForFolder(CLI::App& job, const std::string& name, const std::string& what,
                       const std::shared_ptr<JobOptions>& options) {
  CLI::App* command = job.add_subcommand(name, what);
  command->add_option("run-folder", options->runFolder, "The run folder of the job")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_flag("--json", options->json, "Print JSON");
  return command;
}

void addWish(CLI::App& job, const std::string& name, const std::string& what, jobs::Wish wanted,
             const std::shared_ptr<JobOptions>& options, Action& action) {
  addForFolder(job, name, what, options)->callback([options, wanted, &action] {
    action = [options, wanted] { return exitOf(wish(*options, wanted), options->json); };
  });
}

}  // namespace

void addJob(CLI::App& app, Action& action) {
  auto options = std::make_shared<JobOptions>();
  CLI::App* job = app.add_subcommand("job", "Run, watch, pause, resume or cancel a job");
  job->require_subcommand(1);
  job->footer(
      "A job's file: "
      "{\"schema\":1,\"kind\":\"generate\",\"name\":\"…\",\"run_folder\":\"…\",\"settings\":{…}}. "
      "Settings of generate:\n"
      "{\"model\":\"FOLDER\",\"cases\":[{\"file\":\"a.png\",\"recipe\":{\"report\":\"…\",\"seed\":\"7\"}}], "
      "and "
      "optionally device,\n"
      "precision, threads, batch, replace}. A job that was killed or cancelled goes on when it is run "
      "again.");
  addRun(*job, options, action);
  CLI::App* status = addForFolder(*job, "status", "Tell how far a job is, wherever it runs", options);
  status->add_option("--shard", options->shard, "i/n: only this part");
  status->callback([options, &action] {
    action = [options] {
      return exitOf(printStatus(options->runFolder, options->shard, options->json), options->json);
    };
  });
  addWish(*job, "pause", "Let a job wait at its next step", jobs::Wish::pause, options, action);
  addWish(*job, "resume", "Let a paused job go on", jobs::Wish::run, options, action);
  addWish(*job, "cancel", "Stop a job at its next step; finished images are kept", jobs::Wish::cancel,
          options, action);
}

}  // namespace chexgen::cli
