// The program's log: spdlog to standard error, so that standard output stays free for results and protocol
// lines.
#pragma once

#include <string>

#include <spdlog/spdlog.h>

namespace chexgen::base {

// Sends the default spdlog logger to stderr. `level` is one of trace, debug, info, warn, error, off;
// an unknown word means info. Call once, first thing in main().
void startLogging(const std::string& level);

}  // namespace chexgen::base
