// What every subcommand of `chexgen` shares: how it is registered, how it reports a failure, how it exits.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/base/json.h"

namespace chexgen::cli {

// Exit codes, as `chexgen --help` documents them.
enum ExitCode : int {
  exitDone = 0,
  exitFailed = 1,       // something went wrong while working; the message says what
  exitUsage = 2,        // the command line cannot be understood, or an option has a value that it cannot take
  exitBadInput = 3,     // an input file is missing, damaged, of another kind or does not fit
  exitNoDevice = 4,     // the device that was asked for is not there
  exitNoSpace = 5,      // disk full or no right to write
  exitLocked = 6,       // another process holds the run folder
  exitCancelled = 130,  // stopped by Ctrl+C, SIGTERM or a cancel request; finished images are kept
};

[[nodiscard]] ExitCode exitCodeFor(base::ErrorCode code);

// Prints the error (as text on stderr; with `json` as one {"event":"error",…} line on stdout) and returns its
// exit code.
int report(const base::Error& error, bool json);

// The {"code","message","file","safe","next"} object that JSON lines carry for an error.
[[nodiscard]] base::OrderedJson toJson(const base::Error& error);

// What `--raw` does to a table: base::CsvCells::raw.
inline constexpr const char* rawCellsText =
    "Cells of the table as they are, for programs that read byte by byte; a spreadsheet would compute those "
    "that begin with =, +, - or @";

// Set by SIGINT and SIGTERM once handleSignals() was called.
[[nodiscard]] base::CancelToken& interruption();
void handleSignals();

// Set by the chosen subcommand's callback; main() runs it after parsing.
using Action = std::function<int()>;

// One function per subcommand, each in its own file: adds the subcommand with its options to `app` and, when
// chosen, sets `action`.
void addGenerate(CLI::App& app, Action& action);
void addModel(CLI::App& app, Action& action);
void addWorker(CLI::App& app, Action& action);
void addJob(CLI::App& app, Action& action);
void addEncode(CLI::App& app, Action& action);
void addTrain(CLI::App& app, Action& action);
void addSegment(CLI::App& app, Action& action);
void addEvaluate(CLI::App& app, Action& action);
void addCohort(CLI::App& app, Action& action);
void addStudy(CLI::App& app, Action& action);
void addDownstream(CLI::App& app, Action& action);
void addDoctor(CLI::App& app, Action& action);
void addBench(CLI::App& app, Action& action);

}  // namespace chexgen::cli
