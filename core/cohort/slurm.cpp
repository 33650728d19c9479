#include "core/cohort/slurm.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/descriptor.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/interruption.h"

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
  const bool plain = std::none_of(word.begin(), word.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;  // a line break among them
  });
  if (plain) return {};
  return base::fail(ErrorCode::argumentInvalid, "A control character cannot stand in a batch script.");
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

constexpr int millisecondsBetweenLooks = 200;

// Through a shell, until it ends or this program is told to: waiting for the tasks of a cluster may take
// days.
Ran run(const std::string& command) {
  Ran ran{.code = 127};
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return ran;
  const base::Descriptor reading(ends[0]);
  base::Descriptor writing(ends[1]);
  const std::string line = "exec " + command + " 2>&1";
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(writing.number(), STDOUT_FILENO);
    ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
    ::_exit(127);
  }
  writing.close();
  if (child < 0) return ran;
  std::array<char, 4096> buffer{};
  bool told = false;
  for (;;) {
    if (base::interruption().isCancelled() && !std::exchange(told, true)) ::kill(child, SIGTERM);
    pollfd wait{.fd = reading.number(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&wait, 1, millisecondsBetweenLooks);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t count = ready < 0 ? -1 : ::read(reading.number(), buffer.data(), buffer.size());
    if (count <= 0) break;
    ran.said.append(buffer.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  while (!ran.said.empty() && ran.said.back() == '\n') ran.said.pop_back();
  return ran;
}

}  // namespace

Result<std::string> slurmScript(const SlurmOptions& options) {
  CHEXGEN_TRY(checkOptions(options));
  const std::string count = std::to_string(options.shards);
  std::string script = "#!/bin/bash\n";
  script += "#SBATCH --job-name=" + base::safeFileName("cohort-" + options.cohort.filename().string()) + "\n";
  script +=
      "#SBATCH --array=1-" + count + (options.atOnce > 0 ? "%" + std::to_string(options.atOnce) : "") + "\n";
  // sbatch reads its own lines without a shell: a blank in the folder needs quotes, a quote or backslash
  // cannot be written, and % stands for something (a folder named "100%j"). Then the shell itself opens the
  // log.
  const bool mayNameLog = options.cohort.string().find_first_of("'\"\\%") == std::string::npos;
  script += "#SBATCH --output=" +
            (mayNameLog ? quoted((options.cohort / "slurm-%a.txt").string()) : std::string("/dev/null")) +
            "\n";
  script += "#SBATCH --requeue\n#SBATCH --open-mode=append\n";
  if (options.cpus > 0) script += "#SBATCH --cpus-per-task=" + std::to_string(options.cpus) + "\n";
  for (const std::string& one : options.directives) script += "#SBATCH " + one + "\n";
  script += "set -euo pipefail\n";
  if (!mayNameLog)
    script +=
        "exec >> " + quoted((options.cohort / "slurm-").string()) + "\"${SLURM_ARRAY_TASK_ID}.txt\" 2>&1\n";
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
  if (base::interruption().isCancelled())
    return base::fail(ErrorCode::cancelled, "Waiting was cancelled.", options.cohort,
                      "What was submitted goes on.", "See squeue, and chexgen cohort status.");
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
