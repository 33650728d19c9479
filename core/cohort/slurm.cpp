#include "core/cohort/slurm.h"

#include <array>
#include <cstdio>

#include <sys/wait.h>

#include "core/base/file.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t mostShards = 10000;

// As one word of the shell.
std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

Result<void> checkWord(const std::string& word) {
  if (word.find_first_of("\n\r") == std::string::npos) return {};
  return base::fail(ErrorCode::argumentInvalid, "A line break cannot stand in a batch script.");
}

Result<void> checkOptions(const SlurmOptions& options) {
  if (options.shards < 1 || options.shards > mostShards)
    return base::fail(ErrorCode::argumentInvalid,
                      "A job array has 1 to " + std::to_string(mostShards) + " tasks.");
  CHEXGEN_TRY(checkWord(options.program.string()));
  CHEXGEN_TRY(checkWord(options.cohort.string()));
  for (const std::string& one : options.arguments) CHEXGEN_TRY(checkWord(one));
  for (const std::string& one : options.directives) {
    CHEXGEN_TRY(checkWord(one));
    if (!one.starts_with("--"))
      return base::fail(ErrorCode::argumentInvalid,
                        "\"" + one + "\" is no option of sbatch; it must begin with --.");
  }
  return {};
}

struct Ran {
  int code = 0;
  std::string said;  // both streams
};

Ran run(const std::string& command) {
  Ran ran{.code = 127};
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) ran.said += buffer.data();
  const int status = ::pclose(pipe);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  while (!ran.said.empty() && ran.said.back() == '\n') ran.said.pop_back();
  return ran;
}

}  // namespace

Result<std::string> slurmScript(const SlurmOptions& options) {
  CHEXGEN_TRY(checkOptions(options));
  const std::string count = std::to_string(options.shards);
  // sbatch reads its own lines without a shell: a blank in the folder needs quotes, a quote in it cannot be
  // written.
  std::string script = "#!/bin/bash\n";
  script += "#SBATCH --job-name=" + quoted("cohort-" + options.cohort.filename().string()) + "\n";
  script +=
      "#SBATCH --array=1-" + count + (options.atOnce > 0 ? "%" + std::to_string(options.atOnce) : "") + "\n";
  script += "#SBATCH --output=" + quoted((options.cohort / "slurm-%a.txt").string()) + "\n";
  script += "#SBATCH --requeue\n#SBATCH --open-mode=append\n";
  if (options.cpus > 0) script += "#SBATCH --cpus-per-task=" + std::to_string(options.cpus) + "\n";
  for (const std::string& one : options.directives) script += "#SBATCH " + one + "\n";
  script += "set -euo pipefail\n";
  script += "exec " + quoted(options.program.string()) + " cohort run " + quoted(options.cohort.string()) +
            " --shard \"${SLURM_ARRAY_TASK_ID}/" + count + "\"";
  for (const std::string& one : options.arguments) script += " " + quoted(one);
  return script + "\n";
}

Result<std::string> submitToSlurm(const SlurmOptions& options, bool wait) {
  CHEXGEN_ASSIGN(const std::string script, slurmScript(options));
  const auto file = options.cohort / "slurm.sh";
  CHEXGEN_TRY(base::writeFileAtomically(file, script));
  const Ran ran = run("sbatch --parsable " + std::string(wait ? "--wait " : "") + quoted(file.string()));
  if (ran.code == 127)
    return base::fail(ErrorCode::deviceUnavailable,
                      "sbatch was not found: this is no machine that submits to Slurm.", {},
                      "The script is written.", "Submit " + file.string() + " where Slurm is.");
  // "JOB" or "JOB;CLUSTER"; a waiting sbatch ends with the worst code of its tasks.
  const std::string job = ran.said.substr(0, ran.said.find_first_of(";\n"));
  const bool isNumber = !job.empty() && job.find_first_not_of("0123456789") == std::string::npos;
  if (!isNumber)
    return base::fail(ErrorCode::deviceUnavailable, "Slurm did not take the job: " + ran.said, file,
                      "The script is written.", "Change the options, then submit again.");
  if (ran.code != 0)
    return base::fail(ErrorCode::interrupted, "A task of job " + job + " ended with an error.",
                      options.cohort, "Every radiograph made so far is kept.",
                      "See slurm-*.txt in the cohort's folder, then submit again: it goes on where it was.");
  return job;
}

}  // namespace chexgen::cohort
