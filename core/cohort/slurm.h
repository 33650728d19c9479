// A cohort on a cluster: one job array of Slurm, one task for each shard.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace chexgen::cohort {

struct SlurmOptions {
  std::filesystem::path program;        // chexgen, where the nodes find it
  std::filesystem::path cohort;         // folder, where the nodes find it
  std::size_t shards = 4;               // 1 … 10000
  std::size_t atOnce = 0;               // tasks that may run at the same time; 0: as many as Slurm lets
  int cpus = 0;                         // for each task; 0: Slurm's default
  std::vector<std::string> directives;  // further options of sbatch, "--partition=gpu", "--gres=gpu:1"
  std::vector<std::string> arguments;   // further ones of `chexgen cohort run`
};

// The batch script: an array from 1 to the number of shards, each task `chexgen cohort run COHORT --shard
// i/n`, its output in COHORT/slurm-i.txt. Tasks that are killed and queued again go on where they were.
// argumentInvalid for a number out of range, a directive that does not begin with "--", or a line break in
// any word.
[[nodiscard]] base::Result<std::string> slurmScript(const SlurmOptions& options);

// Writes the script into the cohort's folder and hands it to sbatch; gives the number of the job. With `wait`
// it returns once all tasks have ended. Fails with deviceUnavailable when sbatch is not there or refuses,
// with its words.
[[nodiscard]] base::Result<std::string> submitToSlurm(const SlurmOptions& options, bool wait);

}  // namespace chexgen::cohort
