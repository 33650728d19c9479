// `chexgen`: the engine as a command line. Each subcommand lives in its own file.
#include <exception>
#include <iostream>

#include "app/cli/command.h"
#include "core/base/log.h"
#include "core/base/version.h"

namespace {

constexpr const char* description =
    "Generates synthetic chest radiographs with ChexGen models. For research; not for diagnosis.\n"
    "Run `chexgen COMMAND --help` for the options of a command.";

constexpr const char* footer =
    "Exit codes: 0 done; 1 the work failed; 2 the command line is wrong; 3 an input file is missing, damaged "
    "or does not\n"
    "fit; 4 the device is not there; 5 disk full or no right to write; 6 another process holds the run "
    "folder;\n"
    "130 cancelled (finished images are kept).";

int run(int count, char** arguments) {
  CLI::App app(description, "chexgen");
  app.footer(footer);
  app.set_version_flag("--version", chexgen::base::programVersion());
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  std::string level = "info";
  app.add_option("--log", level, "How much to say on stderr: trace, debug, info, warn, error or off")
      ->capture_default_str();

  chexgen::cli::Action action;
  chexgen::cli::addGenerate(app, action);
  chexgen::cli::addModel(app, action);
  chexgen::cli::addEncode(app, action);
  chexgen::cli::addTrain(app, action);
  chexgen::cli::addSegment(app, action);
  chexgen::cli::addEvaluate(app, action);
  chexgen::cli::addCohort(app, action);
  chexgen::cli::addStudy(app, action);
  chexgen::cli::addDownstream(app, action);
  chexgen::cli::addJob(app, action);
  chexgen::cli::addWorker(app, action);
  chexgen::cli::addDoctor(app, action);
  chexgen::cli::addBench(app, action);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    // CLI11 gives help and version the code 0 and every mistake a code of its own; ours has one for all
    // mistakes.
    return app.exit(error) == 0 ? chexgen::cli::exitDone : chexgen::cli::exitUsage;
  }
  chexgen::base::startLogging(level);
  chexgen::cli::handleSignals();
  return action();
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& error) {
    // Expected failures never come here: this is a bug, said as one.
    std::cerr << "chexgen: internal error: " << error.what()
              << "\n  Please report this with the command that you ran.\n";
    return chexgen::cli::exitFailed;
  }
}
