// The commands below `chexgen model`, each in its own file.
#pragma once

#include <cstdint>
#include <string>

#include "app/cli/command.h"
#include "core/weights/convert.h"

namespace chexgen::cli {

void addModelInfo(CLI::App& model, Action& action);
void addModelVerify(CLI::App& model, Action& action);
void addModelConvert(CLI::App& model, Action& action);
void addModelRandom(CLI::App& model, Action& action);

// "1.23 GB": decimal units, as disks are sold.
[[nodiscard]] std::string sizeText(std::uint64_t bytes);

// Shows how far a conversion is: a line that rewrites itself on a terminal, {"event":"progress",…} lines with
// `json`, nothing otherwise.
[[nodiscard]] std::function<void(const weights::ConvertProgress&)> showProgress(bool json);
// Ends the progress line, if one is on the terminal.
void endProgress(bool json);

}  // namespace chexgen::cli
