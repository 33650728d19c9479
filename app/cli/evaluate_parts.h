// The subcommands of `chexgen evaluate` that stand in files of their own.
#pragma once

#include "app/cli/command.h"
#include "core/jobs/backend.h"

namespace chexgen::cli {

// --device and --threads, as every measurement with a model takes them.
void addComputeOptions(CLI::App& command, jobs::ModelOptions& compute);

void addEvaluateAttribute(CLI::App& evaluate, Action& action);
void addEvaluateMasks(CLI::App& evaluate, Action& action);

}  // namespace chexgen::cli
