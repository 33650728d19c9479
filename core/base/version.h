// The program's name and version, as recipes and protocols carry them.
#pragma once

#include <string>

namespace chexgen::base {

// For example "chexgen 0.1.0".
[[nodiscard]] std::string programVersion();

}  // namespace chexgen::base
