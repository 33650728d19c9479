// Numbers with a point on the command line.
#pragma once

#include <CLI/CLI.hpp>

namespace chexgen::cli {

// Refuses what is not a number from `low` to `high`. CLI::Range lets NaN pass.
[[nodiscard]] CLI::Validator numberFrom(double low, double high);

}  // namespace chexgen::cli
