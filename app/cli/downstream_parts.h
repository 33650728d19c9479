// The subcommands of `chexgen downstream`, each in a file of its own.
#pragma once

#include "app/cli/command.h"

namespace chexgen::cli {

void addDownstreamTrain(CLI::App& downstream, Action& action);
void addDownstreamPredict(CLI::App& downstream, Action& action);
void addDownstreamEvaluate(CLI::App& downstream, Action& action);

}  // namespace chexgen::cli
