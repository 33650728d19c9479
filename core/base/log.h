// The program's log: lines on standard error, so that standard output stays free for results and protocol
// lines.
//
// spdlog does the work but stands in log.cpp alone: torch brings another version of its formatting library,
// and the two must never meet in one source file.
#pragma once

#include <string>
#include <string_view>

namespace chexgen::base {

// Opens the log on stderr. `level` is one of trace, debug, info, warn, error, off; an unknown word means
// info. Call once, first thing in main(); without it only warnings and errors are printed.
void startLogging(const std::string& level);

void logDebug(std::string_view message);
void logInfo(std::string_view message);
void logWarning(std::string_view message);
void logError(std::string_view message);

}  // namespace chexgen::base
