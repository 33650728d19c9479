// `chexgen study`: designs a blinded reader study, makes its packages, and brings the answers together.
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/number_range.h"
#include "app/cli/table_options.h"
#include "core/base/file.h"
#include "core/jobs/clock.h"
#include "core/statistics/sample_size.h"
#include "core/study/arm_names.h"
#include "core/study/assign.h"
#include "core/study/case_sources.h"
#include "core/study/equal_arms.h"
#include "core/study/leak_words.h"
#include "core/study/merge.h"
#include "core/study/reader_key.h"
#include "core/study/remedies.h"
#include "core/study/result.h"

namespace chexgen::cli {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, study::ResultForm> resultForms{
    {"html", study::ResultForm::html},       {"pdf", study::ResultForm::pdf},
    {"csv", study::ResultForm::csv},         {"json", study::ResultForm::json},
    {"mrmcaov", study::ResultForm::mrmcaov}, {"imrmc", study::ResultForm::imrmc}};
constexpr const char* seedDecidesNothing =
    "The seed decides nothing any more: every order is drawn from random bits in the sealed key.";
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

// What a person should know that is no error.
void tell(const std::vector<std::string>& remarks) {
  for (const std::string& remark : remarks) std::cerr << "note: " << remark << "\n";
}

struct CreateOptions {
  study::Design design;
  std::string kind = "report_match";
  std::vector<std::string> readers;
  std::string cases, questions, out, real;
  base::Columns columns;  // of the table of cases
  bool showReport = false, hideReport = false;
  std::optional<std::uint64_t> seed;
};

base::Result<void> create(CreateOptions& options) {
  study::Design& design = options.design;
  if (!options.questions.empty()) {
    CHEXGEN_ASSIGN(const auto json, base::readJsonFile(options.questions));
    CHEXGEN_ASSIGN(design.questions, study::questionsFromJson(json, options.questions));
  }
  CHEXGEN_ASSIGN(design.kind, study::studyKindNamed(options.kind));
  for (const std::string& reader : options.readers) study::addReader(design, reader);
  design.showReport = !options.hideReport && (options.showReport || study::showsReports(design.kind));
  std::error_code error;
  CHEXGEN_ASSIGN(study::CaseList list, fs::is_directory(options.cases, error)
                                           ? study::readCaseFolder(options.cases)
                                           : study::readCases(options.cases, options.columns));
  if (!list.columns.empty()) tell({base::columnsInWords(study::caseRoles(), list.columns)});
  tell(list.remarks);
  design.cases = std::move(list.cases);
  if (!options.real.empty()) CHEXGEN_TRY(study::takeAsReal(design.cases, options.real));
  CHEXGEN_ASSIGN(const auto remarks, study::checkBeforeMaking(design));
  tell(remarks);
  if (options.seed) tell({seedDecidesNothing});
  CHEXGEN_TRY(base::writeFileAtomically(options.out, study::toJson(design).dump(2) + "\n"));
  std::cout << options.out << ": " << design.cases.size() << " cases, " << study::armsOf(design).size()
            << " arms, " << design.readers.size() << " readers; reports are "
            << (design.showReport ? "shown" : "not shown") << "\n";
  return {};
}

struct AssignArguments {
  std::string design, out, passphraseFile;
  std::vector<std::string> remedies;
  study::AssignOptions options;
};

// The same words as the Studio and the report. What is not calm stands where errors do.
void tellBlinding(const study::BlindingCheck& found) {
  for (const study::Sentence& sentence : study::remedyWords(found.remedies, found.blinding))
    std::cout << study::plain(sentence) << "\n";
  const bool calm = study::verdictOf(found.leaks) == study::Verdict::notToldApart;
  for (const std::string& line : study::leakLines(found.leaks))
    (calm ? std::cout : std::cerr) << (calm ? "" : "warning: ") << line << "\n";
}

base::Result<study::Design> designToMake(AssignArguments& arguments) {
  for (const std::string& remedy : arguments.remedies) {
    CHEXGEN_ASSIGN(const auto known, study::remedyNamed(remedy));
    arguments.options.remedies.push_back(known);
  }
  CHEXGEN_ASSIGN(const auto json, base::readJsonFile(arguments.design));
  CHEXGEN_ASSIGN(study::Design design, study::designFromJson(json, arguments.design));
  if (design.seed != 0) tell({seedDecidesNothing});
  return design;
}

base::Result<void> assignStudy(AssignArguments& arguments) {
  CHEXGEN_ASSIGN(const study::Design design, designToMake(arguments));
  CHEXGEN_ASSIGN(const std::string secret, passphrase(arguments.passphraseFile));
  CHEXGEN_ASSIGN(const study::Assigned assigned,
                 study::assign(design, secret, arguments.out, arguments.options, interruption()));
  for (const fs::path& package : assigned.packages) std::cout << package.string() << "\n";
  std::cout << assigned.keyFile.string() << ": sealed; keep it, and the passphrase, to yourself\n"
            << "Commitment to the key, for the protocol: " << assigned.commitment << "\n";
  tell(assigned.remarks);
  tellBlinding({assigned.leaks, {}, assigned.remedies, assigned.blinding});
  return {};
}

base::Result<void> checkStudy(AssignArguments& arguments) {
  CHEXGEN_ASSIGN(const study::Design design, designToMake(arguments));
  CHEXGEN_ASSIGN(const study::BlindingCheck found,
                 study::checkBlinding(design, arguments.options, interruption()));
  tell(found.remarks);
  tellBlinding(found);
  return {};
}

struct MergeArguments {
  std::string roster, out;
  std::vector<std::string> answers;
  std::string key, passphraseFile;
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
  tell(merged.doubts);
  for (const std::string& line : study::proofLines(merged)) std::cout << line << "\n";
  std::cout << "Still blind.\n";
  return {};
}

base::Result<void> unblind(const MergeArguments& arguments) {
  CHEXGEN_ASSIGN(const std::string secret, passphrase(arguments.passphraseFile));
  CHEXGEN_ASSIGN(const study::StudyResult result,
                 study::unblindStudy({.roster = arguments.roster,
                                      .key = arguments.key,
                                      .answers = {arguments.answers.begin(), arguments.answers.end()},
                                      .passphrase = secret,
                                      .time = jobs::timeNow()}));
  CHEXGEN_ASSIGN(const study::WrittenResult written, study::writeAll(result, arguments.out));
  tell(written.remarks);
  for (const std::string& line : result.proof) std::cout << line << "\n";
  for (const fs::path& file : written.files) std::cout << file.string() << "\n";
  for (const auto& [file, why] : written.leftOut) std::cout << file << ": not written. " << why << "\n";
  return {};
}

struct FormArguments {
  std::string study, form, out;
  bool raw = false;
};

base::Result<void> writeOne(const FormArguments& arguments) {
  CHEXGEN_ASSIGN(const study::StudyResult result, study::readResult(arguments.study));
  const auto form = resultForms.at(arguments.form);
  const fs::path out =
      arguments.out.empty() ? fs::path(arguments.study) / study::fileName(form) : fs::path(arguments.out);
  const auto cells = arguments.raw ? base::CsvCells::raw : base::CsvCells::forSpreadsheets;
  CHEXGEN_TRY(study::writeForm(result, form, out, {}, cells));
  std::cout << out.string() << "\n";
  return {};
}

// On the reader's computer.
base::Result<void> enroll() {
  const fs::path folder = study::readerKeyFolder();
  CHEXGEN_ASSIGN(const study::SigningKeys keys, study::ownReaderKey(folder));
  std::cout << keys.publicKey << "\n";
  std::cerr << "note: This is your public key: give it to the organiser before the study is made "
               "(study create --reader NAME=KEY). The private key lies in "
            << (folder / "reader.key").string() << ": keep a copy, and give it to nobody.\n";
  return {};
}

struct SizeArguments {
  double effect = 0.5, spread = 1, power = 0.8, share = 0;
  std::size_t cases = 0;
};

base::Result<void> sampleSize(const SizeArguments& arguments) {
  if (arguments.share > 0) {
    CHEXGEN_ASSIGN(const std::size_t needed, statistics::choicesNeeded(arguments.share, arguments.power));
    std::cout << "choices needed (sign test, two-sided 5 %): " << needed << "\n";
    if (arguments.cases == 0) return {};
    CHEXGEN_ASSIGN(const double power, statistics::signTestPower(arguments.share, arguments.cases));
    std::cout << "power with " << arguments.cases << ": " << power << "\n";
    return {};
  }
  CHEXGEN_ASSIGN(const std::size_t needed,
                 statistics::pairsNeeded(arguments.effect, arguments.spread, arguments.power));
  std::cout << "cases needed (paired t, two-sided 5 %): " << needed << "\n";
  if (arguments.cases == 0) return {};
  CHEXGEN_ASSIGN(const double power,
                 statistics::pairedTPower(arguments.effect, arguments.spread, arguments.cases));
  std::cout << "power with " << arguments.cases << ": " << power << "\n";
  return {};
}

void addCreate(CLI::App& parent, Action& action) {
  const auto options = std::make_shared<CreateOptions>();
  CLI::App* command =
      parent.add_subcommand("create",
                            "Make a design from a table of cases. Example:\n  chexgen study create --name "
                            "ward --cases cases.csv --reader ann --reader ben --out ward.json");
  command->add_option("--name", options->design.name, "Name of the study")->required();
  command->add_option("--kind", options->kind, "report_match, realism, preference or custom")
      ->check(CLI::IsMember({"report_match", "realism", "preference", "custom"}))
      ->capture_default_str();
  command
      ->add_option("--cases", options->cases,
                   "CSV: case, arm, image, and report, stratum, practice where there are; or a folder with a "
                   "subfolder of images for each arm, and NAME.txt for reports")
      ->required();
  command->add_option("--questions", options->questions,
                      "JSON list of the study's own questions: id, kind (scale, choice, text, point, box), "
                      "text, low and high or choices");
  command
      ->add_option(
          "--reader", options->readers,
          "A reader, or NAME=PUBLICKEY for one who made a key (`study enroll`); may be given several times")
      ->required();
  command->add_option("--repeats", options->design.repeats, "Presentations that are shown a second time")
      ->capture_default_str();
  command->add_option("--practice", options->design.drawnPractice,
                      "Cases, drawn when the study is made, that are read first and do not count");
  command->add_option("--real", options->real, "The arm of the real images, where it is not called \"real\"");
  command->add_option(
      "--seed", options->seed,
      "Of earlier versions; decides nothing: orders are drawn from a secret in the sealed key");
  command->add_flag("--may-go-back", options->design.mayGoBack, "Readers may change earlier answers");
  command->add_flag("--rank", options->design.ranking,
                    "Of a preference: all images in order, not only the best");
  CLI::Option* shown =
      command->add_flag("--show-report", options->showReport,
                        "Readers see the report, in a realism study too, where they do not otherwise");
  command->add_flag("--hide-report", options->hideReport, "Readers do not see the report")->excludes(shown);
  command->add_option("--out", options->out, "The design (JSON)")->required();
  addColumnOptions(*command, study::caseRoles(), options->columns);
  command->callback([options, &action] { action = [options] { return done(create(*options)); }; });
}

void addEnroll(CLI::App& parent, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "enroll",
      "For a reader: show the public key of this account, made when there is none. Packages for it hold no "
      "private key, so that nobody else can sign");
  command->callback([&action] { action = [] { return done(enroll()); }; });
}

// How the images are made alike.
void addBlinding(CLI::App& command, const std::shared_ptr<AssignArguments>& arguments) {
  command.add_option("--design", arguments->design, "What `study create` made")->required();
  command
      .add_option("--crop", arguments->options.cropped,
                  "Share of each edge to cut off, for burned-in side markers")
      ->check(numberFrom(0.0, 0.24));
  command
      .add_option("--mask", arguments->options.masked,
                  "Share of the side of a black square in each corner, for burned-in side markers")
      ->check(numberFrom(0.0, 0.49));
  command.add_flag("--leave-marks", arguments->options.leaveMarks,
                   "Burned-in marks may stay although only some arms have them; the report says so");
  command
      .add_option("--remedy", arguments->remedies,
                  "Make all arms alike where measurements tell them apart; several by commas.\nsharpness: " +
                      study::plain(study::remedyCost(study::Remedy::sharpness)) +
                      "\ngreys: " + study::plain(study::remedyCost(study::Remedy::greys)) +
                      "\ncorners: " + study::plain(study::remedyCost(study::Remedy::corners)))
      ->delimiter(',');
}

void addAssign(CLI::App& parent, Action& action) {
  const auto arguments = std::make_shared<AssignArguments>();
  CLI::App* command = parent.add_subcommand(
      "assign", "Make a package for each reader, the roster, and the sealed key, in a new folder");
  addBlinding(*command, arguments);
  command->add_option("--out", arguments->out, "The folder to make")->required();
  command->add_option("--passphrase-file", arguments->passphraseFile,
                      "File with the passphrase (default: $CHEXGEN_PASSPHRASE)");
  command->callback([arguments, &action] { action = [arguments] { return done(assignStudy(*arguments)); }; });
  const auto tried = std::make_shared<AssignArguments>();
  command = parent.add_subcommand(
      "check",
      "Say whether measurements of the images, as readers would get them, tell the arms apart; "
      "`assign` says the same of what it makes");
  addBlinding(*command, tried);
  command->callback([tried, &action] { action = [tried] { return done(checkStudy(*tried)); }; });
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
      "Open the key, which is written down beside it, and analyse: report.html, report.pdf, analysis.json, "
      "readings.csv, and mrmcaov.csv and study.imrmc where the study has real images");
  addAnswers(*command, arguments);
  command->add_option("--key", arguments->key, "NAME.key")->required()->check(CLI::ExistingFile);
  command->add_option("--passphrase-file", arguments->passphraseFile,
                      "File with the passphrase (default: $CHEXGEN_PASSPHRASE)");
  command->add_option("--out", arguments->out, "Folder for the files")->required();
  command->callback([arguments, &action] { action = [arguments] { return done(unblind(*arguments)); }; });
}

void addForms(CLI::App& parent, Action& action) {
  const auto report = std::make_shared<FormArguments>();
  report->form = "html";
  CLI::App* command = parent.add_subcommand("report", "Write the report of an unblinded study again");
  command->add_option("STUDY", report->study, "The folder that `study unblind` wrote")->required();
  command->add_option("--form", report->form, "html or pdf")
      ->check(CLI::IsMember({"html", "pdf"}))
      ->capture_default_str();
  command->add_option("--out", report->out, "The file (default: in the folder)");
  command->callback([report, &action] { action = [report] { return done(writeOne(*report)); }; });
  const auto exported = std::make_shared<FormArguments>();
  command = parent.add_subcommand("export", "Write the answers of an unblinded study for another program");
  command->add_option("STUDY", exported->study, "The folder that `study unblind` wrote")->required();
  command->add_option("--form", exported->form, "csv, json, mrmcaov or imrmc")
      ->required()
      ->check(CLI::IsMember({"csv", "json", "mrmcaov", "imrmc"}));
  command->add_option("--out", exported->out, "The file (default: in the folder)");
  command->add_flag("--raw", exported->raw, rawCellsText);
  command->callback([exported, &action] { action = [exported] { return done(writeOne(*exported)); }; });
}

void addSize(CLI::App& parent, Action& action) {
  const auto arguments = std::make_shared<SizeArguments>();
  CLI::App* command = parent.add_subcommand("size", "How many cases a study needs for an assumed effect");
  command->add_option("--effect", arguments->effect, "Difference of the means of two arms")
      ->capture_default_str();
  command
      ->add_option("--spread", arguments->spread,
                   "Standard deviation of a case's difference, in the mean of readers")
      ->capture_default_str();
  command
      ->add_option("--share", arguments->share,
                   "Instead of both, for a preference: how often the better arm is chosen")
      ->check(numberFrom(0.0, 1.0));
  command->add_option("--power", arguments->power, "Chance to find the effect")->capture_default_str();
  command->add_option("--cases", arguments->cases, "Say the power of that many, too");
  command->callback([arguments, &action] { action = [arguments] { return done(sampleSize(*arguments)); }; });
}

}  // namespace

void addStudy(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "study", "Blinded reader studies: design, packages without a key, merging, unblinding, report");
  command->require_subcommand(1);
  addEnroll(*command, action);
  addCreate(*command, action);
  addAssign(*command, action);
  addMerge(*command, action);
  addUnblind(*command, action);
  addForms(*command, action);
  addSize(*command, action);
}

}  // namespace chexgen::cli
