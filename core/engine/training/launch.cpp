#include "core/engine/training/launch.h"

#include <charconv>

#include <unistd.h>

namespace chexgen::engine {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

struct LauncherNames {
  Launch::By by;
  const char *rank, *size, *local;
  const char* localSize;  // how many tasks this machine has
};
constexpr LauncherNames launchers[] = {
    {Launch::By::mpirun, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
     "OMPI_COMM_WORLD_LOCAL_SIZE"},
    {Launch::By::torchrun, "RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    {Launch::By::slurm, "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID", "SLURM_NTASKS_PER_NODE"}};

Result<int> numberIn(const std::map<std::string, std::string>& environment, const char* name) {
  const auto found = environment.find(name);
  const std::string text = found == environment.end() ? "0" : found->second;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    return fail(ErrorCode::argumentInvalid, "The environment variable " + std::string(name) +
                                                " should be a number, not \"" + text + "\".");
  }
  return value;
}

std::map<std::string, std::string> environmentOfThisProcess() {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (const auto equals = text.find('='); equals != std::string::npos) {
      all[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  return all;
}

}  // namespace

Result<Launch> launchFrom(const std::map<std::string, std::string>& environment) {
  for (const LauncherNames& names : launchers) {
    if (!environment.contains(names.size) || !environment.contains(names.rank)) continue;
    Launch launch{.by = names.by};
    CHEXGEN_ASSIGN(launch.size, numberIn(environment, names.size));
    CHEXGEN_ASSIGN(launch.rank, numberIn(environment, names.rank));
    CHEXGEN_ASSIGN(launch.localRank, numberIn(environment, names.local));
    if (launch.size <= 1) continue;
    if (launch.rank >= launch.size) {
      return fail(ErrorCode::argumentInvalid, std::string(names.rank) + " must be below " + names.size + ".");
    }
    CHEXGEN_ASSIGN(const int onThisMachine, numberIn(environment, names.localSize));
    if (const auto address = environment.find("MASTER_ADDR"); address != environment.end()) {
      launch.leader = address->second;
    } else if (onThisMachine == launch.size) {
      launch.leader = "127.0.0.1";
    }
    if (environment.contains("MASTER_PORT")) {
      CHEXGEN_ASSIGN(launch.leaderPort, numberIn(environment, "MASTER_PORT"));
    }
    return launch;
  }
  return Launch{};
}

Result<std::string> deviceFor(const Launch& launch, const std::string& request, std::size_t gpus) {
  const bool open = request == "cuda" || (request == "auto" && gpus > 0);
  if (launch.size == 1 || !open) return request;
  if (static_cast<std::size_t>(launch.localRank) >= gpus) {
    return fail(ErrorCode::deviceUnavailable,
                "Process " + std::to_string(launch.localRank + 1) +
                    " of this machine has no GPU of its own; there " +
                    (gpus == 1 ? "is 1." : "are " + std::to_string(gpus) + "."),
                {}, "Nothing was started.",
                "Start as many processes on a machine as it has GPUs, or use --device cpu.");
  }
  return "cuda:" + std::to_string(launch.localRank);
}

Result<Launch> launchOfThisProcess() { return launchFrom(environmentOfThisProcess()); }

}  // namespace chexgen::engine
