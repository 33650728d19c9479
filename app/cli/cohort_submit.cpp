// `chexgen cohort submit`: a cohort as a job array of Slurm.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/cohort_parts.h"
#include "app/cli/run_job.h"
#include "core/cohort/slurm.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

struct SubmitOptions {
  cohort::SlurmOptions slurm;
  std::string device, precision, model;
  int batch = 0;
  bool wait = false, dryRun = false;
};

base::Result<void> submit(SubmitOptions& options) {
  CHEXGEN_TRY(cohort::openCohort(options.slurm.cohort));
  options.slurm.cohort = fs::absolute(options.slurm.cohort).lexically_normal();
  if (options.slurm.program.empty()) options.slurm.program = fs::read_symlink("/proc/self/exe");
  auto& arguments = options.slurm.arguments;
  const auto add = [&arguments](const char* name, const std::string& value) {
    if (!value.empty()) arguments.insert(arguments.end(), {name, value});
  };
  add("--device", options.device);
  add("--precision", options.precision);
  add("--model", options.model.empty() ? "" : fs::absolute(options.model).string());
  add("--batch", options.batch > 0 ? std::to_string(options.batch) : "");
  add("--threads", options.slurm.cpus > 0 ? std::to_string(options.slurm.cpus) : "");
  if (options.dryRun) {
    CHEXGEN_ASSIGN(const std::string script, cohort::slurmScript(options.slurm));
    std::cout << script;
    return {};
  }
  CHEXGEN_ASSIGN(const std::string job, cohort::submitToSlurm(options.slurm, options.wait));
  std::cout << "job " << job << (options.wait ? " has ended" : "") << "; see: chexgen cohort status "
            << options.slurm.cohort.string() << "\n";
  return {};
}

}  // namespace

void addCohortSubmit(CLI::App& cohort, Action& action) {
  const auto options = std::make_shared<SubmitOptions>();
  CLI::App* command = cohort.add_subcommand("submit", "Run a cohort on a cluster, as a job array of Slurm");
  command->footer(
      "The cohort's folder, the model and this program must be where the nodes see them. What the tasks make "
      "appears in\n"
      "the cohort by itself; submit again to go on with what is missing. Example:\n"
      "  chexgen cohort submit cohort --shards 8 --sbatch=--partition=gpu --sbatch=--gres=gpu:1");
  command->add_option("folder", options->slurm.cohort, "Folder of the cohort")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--shards", options->slurm.shards, "Tasks of the array")->capture_default_str();
  command->add_option("--at-once", options->slurm.atOnce, "Tasks that may run at the same time");
  command->add_option("--cpus", options->slurm.cpus, "CPUs and threads of each task");
  command->add_option("--sbatch", options->slurm.directives,
                      "A further option of sbatch; may be given again");
  command->add_option("--program", options->slurm.program, "chexgen on the nodes (default: this one)");
  command->add_option("--model", options->model, "The planned model, where it lies elsewhere on the nodes");
  command->add_option("--device", options->device, "auto, cpu, cuda or cuda:N");
  command->add_option("--precision", options->precision, "auto, fp32 or bf16");
  command->add_option("--batch", options->batch, "Images that advance together");
  command->add_flag("--wait", options->wait, "Return once all tasks have ended");
  command->add_flag("--dry-run", options->dryRun, "Only print the script");
  command->callback([options, &action] { action = [options] { return exitOf(submit(*options), false); }; });
}

}  // namespace chexgen::cli
