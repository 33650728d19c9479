// The subcommands of `chexgen evaluate` that stand in files of their own.
#pragma once

#include "app/cli/command.h"

namespace chexgen::cli {

void addEvaluateAttribute(CLI::App& evaluate, Action& action);
void addEvaluateMasks(CLI::App& evaluate, Action& action);

}  // namespace chexgen::cli
