// `chexgen study`: designs a blinded reader study, makes its packages, and brings the answers together.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "core/base/file.h"
#include "core/jobs/clock.h"
#include "core/study/analysis.h"
#include "core/study/case_table.h"
#include "core/study/merge.h"
#include "core/study/package.h"
#include "core/study/seal.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t longestKey = 256U << 20U;
constexpr const char* passphraseVariable = "CHEXGEN_PASSPHRASE";

// Never on the command line, where other users of the machine could read it.
base::Result<std::string> passphrase(const std::string& file) {
  if (!file.empty()) {
    CHEXGEN_ASSIGN(std::string text, base::readFile(file, 4096));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
  }
  if (const char* given = std::getenv(passphraseVariable); given != nullptr && *given != '\0')
    return std::string(given);
  return base::fail(
      base::ErrorCode::argumentInvalid, "The study needs a passphrase.", {}, "Nothing was done.",
      std::string("Put it into a file and name it with --passphrase-file, or into the variable ") +
          passphraseVariable + ".");
}

int done(const base::Result<void>& result) {
  return result ? static_cast<int>(exitDone) : report(result.error(), false);
}

struct CreateOptions {
  study::Design design;
  std::string kind = "report_match";
  std::string cases, out;
};

base::Result<void> create(CreateOptions& options) {
  CHEXGEN_ASSIGN(options.design.kind, study::studyKindNamed(options.kind));
  CHEXGEN_ASSIGN(options.design.cases, study::readCases(options.cases));
  CHEXGEN_TRY(study::checkDesign(options.design));
  CHEXGEN_TRY(base::writeFileAtomically(options.out, study::toJson(options.design).dump(2) + "\n"));
  std::cout << options.out << ": " << options.design.cases.size() << " cases, "
            << study::armsOf(options.design).size() << " arms, " << options.design.readers.size()
            << " readers\n";
  return {};
}

struct AssignArguments {
  std::string design, out, passphraseFile;
  study::AssignOptions options;
};

base::Result<void> assignStudy(const AssignArguments& arguments) {
  CHEXGEN_ASSIGN(const auto json, base::readJsonFile(arguments.design));
  CHEXGEN_ASSIGN(const study::Design design, study::designFromJson(json, arguments.design));
  CHEXGEN_ASSIGN(const std::string secret, passphrase(arguments.passphraseFile));
  CHEXGEN_ASSIGN(const study::Assigned assigned,
                 study::assign(design, secret, arguments.out, arguments.options, interruption()));
  for (const fs::path& package : assigned.packages) std::cout << package.string() << "\n";
  std::cout << assigned.keyFile.string() << ": sealed; keep it, and the passphrase, to yourself\n"
            << "Commitment to the key, for the protocol: " << assigned.commitment << "\n";
  return {};
}

struct MergeArguments {
  std::string roster, out;
  std::vector<std::string> answers;
  std::string key, passphraseFile;
  study::AnalysisOptions analysis;
};

base::Result<study::Merged> mergeAnswers(const MergeArguments& arguments) {
  CHEXGEN_ASSIGN(const study::Roster roster, study::readRoster(arguments.roster));
  return study::merge(roster, {arguments.answers.begin(), arguments.answers.end()});
}

base::Result<void> merge(const MergeArguments& arguments) {
  CHEXGEN_ASSIGN(const study::Merged merged, mergeAnswers(arguments));
  for (const auto& [reader, expected] : merged.expected) {
    const auto answers = merged.answers.find(reader);
    std::cout << reader << ": " << (answers == merged.answers.end() ? 0 : answers->second.size()) << " of "
              << expected << " answered\n";
  }
  std::cout << "Signatures and order are whole. Still blind.\n";
  return {};
}

// Opening the key is written down beside it, before anything is shown.
base::Result<void> logOpening(const fs::path& key) {
  fs::path log = key;
  log.replace_extension(".opened");
  std::ofstream file(log, std::ios::app);
  file << jobs::timeNow() << " opened\n" << std::flush;
  if (!file)
    return base::fail(base::ErrorCode::fileUnwritable, "The opening cannot be written down.", log,
                      "The key was not opened.");
  return {};
}

base::Result<void> unblind(const MergeArguments& arguments) {
  CHEXGEN_ASSIGN(const study::Merged merged, mergeAnswers(arguments));
  CHEXGEN_ASSIGN(const std::string secret, passphrase(arguments.passphraseFile));
  CHEXGEN_ASSIGN(const std::string sealed, base::readFile(arguments.key, longestKey));
  CHEXGEN_ASSIGN(const study::Opened opened, study::open(sealed, secret));
  CHEXGEN_TRY(logOpening(arguments.key));
  CHEXGEN_ASSIGN(const study::StudyKey key, study::keyFrom(opened.text));
  CHEXGEN_ASSIGN(const auto readings, study::unblind(merged, key, opened.commitment));
  CHEXGEN_ASSIGN(const study::Analysis analysis, study::analyse(key.design, readings, arguments.analysis));
  const fs::path out = arguments.out;
  CHEXGEN_TRY(base::writeFileAtomically(out / "readings.csv", study::longTable(key.design.name, readings)));
  base::OrderedJson json;
  json["study"] = key.design.name;
  json["commitment"] = opened.commitment;
  json.update(study::toJson(analysis));
  CHEXGEN_TRY(base::writeFileAtomically(out / "analysis.json", json.dump(2) + "\n"));
  std::cout << (out / "readings.csv").string() << "\n" << (out / "analysis.json").string() << "\n";
  return {};
}

void addCreate(CLI::App& parent, Action& action) {
  const auto options = std::make_shared<CreateOptions>();
  CLI::App* command =
      parent.add_subcommand("create",
                            "Make a design from a table of cases. Example:\n  chexgen study create --name "
                            "ward --cases cases.csv --reader ann --reader ben --out ward.json");
  command->add_option("--name", options->design.name, "Name of the study")->required();
  command->add_option("--kind", options->kind, "report_match, realism or preference")
      ->check(CLI::IsMember({"report_match", "realism", "preference"}))
      ->capture_default_str();
  command
      ->add_option("--cases", options->cases,
                   "CSV: case, arm, image, and report, stratum, practice where there are")
      ->required();
  command->add_option("--reader", options->design.readers, "A reader; may be given several times")
      ->required();
  command->add_option("--repeats", options->design.repeats, "Presentations that are shown a second time")
      ->capture_default_str();
  command->add_option("--seed", options->design.seed, "Of every order")->capture_default_str();
  command->add_flag("--may-go-back", options->design.mayGoBack, "Readers may change earlier answers");
  command->add_flag("!--hide-report", options->design.showReport, "Readers do not see the report");
  command->add_option("--out", options->out, "The design (JSON)")->required();
  command->callback([options, &action] { action = [options] { return done(create(*options)); }; });
}

void addAssign(CLI::App& parent, Action& action) {
  const auto arguments = std::make_shared<AssignArguments>();
  CLI::App* command = parent.add_subcommand(
      "assign", "Make a package for each reader, the roster, and the sealed key, in a new folder");
  command->add_option("--design", arguments->design, "What `study create` made")->required();
  command->add_option("--out", arguments->out, "The folder to make")->required();
  command
      ->add_option("--crop", arguments->options.cropped,
                   "Share of each edge to cut off, for burned-in side markers")
      ->check(CLI::Range(0.0, 0.24));
  command->add_option("--passphrase-file", arguments->passphraseFile,
                      "File with the passphrase (default: $CHEXGEN_PASSPHRASE)");
  command->callback([arguments, &action] { action = [arguments] { return done(assignStudy(*arguments)); }; });
}

void addAnswers(CLI::App& command, const std::shared_ptr<MergeArguments>& arguments) {
  command.add_option("ANSWERS", arguments->answers, "The readers' files, NAME.answers")->required();
  command.add_option("--roster", arguments->roster, "NAME.roster, made with the packages")->required();
}

void addMerge(CLI::App& parent, Action& action) {
  const auto arguments = std::make_shared<MergeArguments>();
  CLI::App* command =
      parent.add_subcommand("merge", "Check answers and say how far the readers are; stays blind");
  addAnswers(*command, arguments);
  command->callback([arguments, &action] { action = [arguments] { return done(merge(*arguments)); }; });
}

void addUnblind(CLI::App& parent, Action& action) {
  const auto arguments = std::make_shared<MergeArguments>();
  CLI::App* command = parent.add_subcommand(
      "unblind",
      "Open the key, which is written down beside it, and analyse: readings.csv and analysis.json");
  addAnswers(*command, arguments);
  command->add_option("--key", arguments->key, "NAME.key")->required()->check(CLI::ExistingFile);
  command->add_option("--passphrase-file", arguments->passphraseFile,
                      "File with the passphrase (default: $CHEXGEN_PASSPHRASE)");
  command->add_option("--question", arguments->analysis.question,
                      "The scale to analyse (default: the study's first)");
  command->add_option("--out", arguments->out, "Folder for the two files")->required();
  command->callback([arguments, &action] { action = [arguments] { return done(unblind(*arguments)); }; });
}

}  // namespace

void addStudy(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "study", "Blinded reader studies: design, packages without a key, merging, unblinding");
  command->require_subcommand(1);
  addCreate(*command, action);
  addAssign(*command, action);
  addMerge(*command, action);
  addUnblind(*command, action);
}

}  // namespace chexgen::cli
