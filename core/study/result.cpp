#include "core/study/result.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/staged_folder.h"
#include "core/report/html.h"
#include "core/report/pdf.h"
#include "core/study/answer_check.h"
#include "core/study/exports.h"
#include "core/study/reader_remarks.h"
#include "core/study/seal.h"
#include "core/study/study_report.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Json;
using base::OrderedJson;
using base::Result;

constexpr std::int64_t resultSchema = 1;
constexpr std::uint64_t longestKey = 256U << 20U;
constexpr std::uint64_t longestLog = 1U << 20U;
constexpr const char* unblindedName = "unblinded.json";
constexpr std::array<std::pair<ResultForm, const char*>, 6> formNames{{{ResultForm::html, "report.html"},
                                                                       {ResultForm::pdf, "report.pdf"},
                                                                       {ResultForm::csv, "readings.csv"},
                                                                       {ResultForm::json, "analysis.json"},
                                                                       {ResultForm::mrmcaov, "mrmcaov.csv"},
                                                                       {ResultForm::imrmc, "study.imrmc"}}};

// Written down before anything is shown, beside the key and in the roster: whoever opens a copy of the key
// has the roster, too. Gives all openings that either knows of.
Result<std::vector<std::string>> logOpening(const UnblindRequest& request, const Merged& merged,
                                            const Roster& roster) {
  const fs::path log = base::withSuffix(request.key, ".opened");
  std::string text;
  if (auto before = base::readFile(log, longestLog)) {
    text = std::move(*before);
  } else if (before.error().code != ErrorCode::fileMissing) {
    return tl::unexpected(before.error());
  }
  text += request.time + " opened\n";
  if (auto written = base::writeFileAtomically(log, text); !written) {
    written.error().message = "The opening cannot be written down. " + written.error().message;
    written.error().safe = "The study is still blind.";
    return tl::unexpected(written.error());
  }
  if (auto added = addOpening(request.roster, {request.time, merged.lines}); !added) {
    added.error().message = "The opening cannot be written into the roster. " + added.error().message;
    added.error().safe = "Nothing was shown.";
    return tl::unexpected(std::move(added).error());
  }
  std::map<std::string, std::size_t> logged, known{{request.time, 1}};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) ++logged[line.substr(0, line.find(' '))];
  for (const Roster::Opening& opening : roster.openings) ++known[opening.time];
  for (const auto& [time, count] : known) logged[time] = std::max(logged[time], count);
  std::vector<std::string> openings;
  for (const auto& [time, count] : logged) openings.insert(openings.end(), count, time);
  return openings;
}

// What rosters of earlier versions cannot be asked before the key is open.
void checkByKey(const Roster& roster, const StudyKey& key, const std::vector<Reading>& readings,
                std::vector<std::string>& doubts) {
  if (!roster.questions.empty()) return;
  const std::vector<Question> questions = questionsOf(key.design);
  for (const Reading& reading : readings)
    if (const std::string fault = faultOf(reading.answer, questions, reading.arms.size()); !fault.empty())
      doubts.push_back("The answer of " + reading.reader + " to case " +
                       std::to_string(reading.answer.presentation + 1) + " " + fault);
}

OrderedJson analysesJson(const StudyResult& result, const std::vector<Analysis>& analyses) {
  OrderedJson json;
  json["study"] = result.design.name;
  json["commitment"] = result.roster.study;
  json["opened"] = result.openings;
  // The first is what the study is about; a reader of one question finds it where it always was.
  json.update(toJson(analyses.front()));
  json["questions"] = OrderedJson::array();
  for (const Analysis& analysis : analyses) json["questions"].push_back(toJson(analysis));
  json["choices"] = countChoices(result.design, result.readings);
  json["reading"] = toJson(lookAtReaders(result.design, result.readings));
  return json;
}

OrderedJson readingJson(const Reading& reading) {
  return {{"reader", reading.reader}, {"case", reading.caseId},   {"stratum", reading.stratum},
          {"arms", reading.arms},     {"repeat", reading.repeat}, {"answer", toJson(reading.answer)}};
}

Result<Reading> readingFrom(const Json& json, const fs::path& file) {
  Reading reading;
  CHEXGEN_ASSIGN(reading.reader, base::jsonValue<std::string>(json, "reader", file));
  CHEXGEN_ASSIGN(reading.caseId, base::jsonValue<std::string>(json, "case", file));
  CHEXGEN_ASSIGN(reading.stratum, base::jsonValue<std::string>(json, "stratum", file));
  CHEXGEN_ASSIGN(reading.arms, base::jsonValue<std::vector<std::string>>(json, "arms", file));
  CHEXGEN_ASSIGN(reading.repeat, base::jsonValue<bool>(json, "repeat", file));
  CHEXGEN_ASSIGN(const auto answer, base::jsonValue<Json>(json, "answer", file));
  CHEXGEN_ASSIGN(reading.answer, answerFromJson(answer, file));
  if (reading.arms.empty()) return base::fail(ErrorCode::formatInvalid, "An answer is about nothing.", file);
  return reading;
}

// Whether the form shows figures, and not only answers.
bool isAnalysed(ResultForm form) {
  return form == ResultForm::html || form == ResultForm::pdf || form == ResultForm::json;
}

Result<void> write(const StudyResult& result, const std::vector<Analysis>& analyses, ResultForm form,
                   const fs::path& file, base::CsvCells cells = base::CsvCells::forSpreadsheets) {
  const auto publish = [&](const Result<std::string>& text) -> Result<void> {
    if (!text) return tl::unexpected(text.error());
    return base::writeFileAtomically(file, *text);
  };
  switch (form) {
    case ResultForm::csv: return publish(longTable(result.design.name, result.readings, cells));
    case ResultForm::mrmcaov: return publish(mrmcaovTable(result.design, result.readings, cells));
    case ResultForm::imrmc: return publish(imrmcText(result.design, result.readings));
    case ResultForm::json: return publish(analysesJson(result, analyses).dump(2) + "\n");
    case ResultForm::html: return publish(report::toHtml(reportOf(result, analyses)));
    case ResultForm::pdf: return report::writePdf(reportOf(result, analyses), file);
  }
  return {};
}

// Puts finished files in the place of those of an earlier opening. Whatever could keep one of them from its
// place is looked for first.
Result<void> moveInto(const fs::path& folder, const fs::path& staged, const WrittenResult& written) {
  std::error_code error;
  for (const fs::path& file : written.files)
    if (fs::is_directory(file, error))
      return base::fail(ErrorCode::fileUnwritable, "There is a folder where a file of the result belongs.",
                        file, "Nothing was written.", "Move it away, or choose another folder.");
  for (const fs::path& file : written.files) {
    fs::rename(staged / file.filename(), file, error);
    if (error) return base::failFromErrno(error.value(), "The result cannot be put in its place", file);
  }
  for (const auto& [name, why] : written.leftOut) fs::remove(folder / name, error);  // of an earlier opening
  return {};
}

}  // namespace

Result<StudyResult> unblindStudy(const UnblindRequest& request) {
  CHEXGEN_ASSIGN(Roster roster, readRoster(request.roster));
  CHEXGEN_ASSIGN(const Merged merged, merge(roster, request.answers));
  CHEXGEN_ASSIGN(const std::string sealed, base::readFile(request.key, longestKey));
  CHEXGEN_ASSIGN(const Opened opened, open(sealed, request.passphrase));
  CHEXGEN_ASSIGN(auto openings, logOpening(request, merged, roster));
  CHEXGEN_ASSIGN(StudyKey key, keyFrom(opened.text));
  CHEXGEN_TRY(checkRoster(roster, key));
  CHEXGEN_ASSIGN(auto readings, unblind(merged, key, opened.commitment));
  std::vector<std::string> doubts = merged.doubts;
  checkByKey(roster, key, readings, doubts);
  StudyResult result{.design = std::move(key.design),
                     .roster = std::move(roster),
                     .openings = std::move(openings),
                     .answered = {},
                     .readings = std::move(readings),
                     .proof = proofLines(merged),
                     .doubts = std::move(doubts),
                     .orderFromSecret = !key.orderSecret.empty()};
  for (const auto& [reader, answers] : merged.answers) result.answered[reader] = answers.size();
  return result;
}

OrderedJson toJson(const StudyResult& result) {
  OrderedJson json{{"schema", resultSchema},
                   {"design", toJson(result.design)},
                   {"roster", OrderedJson::parse(rosterText(result.roster))},
                   {"opened", result.openings},
                   {"answered", result.answered},
                   {"proof", result.proof},
                   {"doubts", result.doubts},
                   {"order_from_secret", result.orderFromSecret},
                   {"readings", OrderedJson::array()}};
  for (const Reading& reading : result.readings) json["readings"].push_back(readingJson(reading));
  return json;
}

Result<StudyResult> resultFromJson(const Json& json, const fs::path& file) {
  StudyResult result;
  CHEXGEN_ASSIGN(const auto schema, base::jsonValue<std::int64_t>(json, "schema", file));
  if (schema != resultSchema)
    return base::fail(ErrorCode::formatUnsupported,
                      "The result is of a version that this program does not know.", file);
  CHEXGEN_ASSIGN(const auto design, base::jsonValue<Json>(json, "design", file));
  CHEXGEN_ASSIGN(result.design, designFromJson(design, file));
  CHEXGEN_ASSIGN(const auto roster, base::jsonValue<Json>(json, "roster", file));
  CHEXGEN_ASSIGN(result.roster, rosterFromJson(roster, file));
  CHEXGEN_ASSIGN(result.openings, base::jsonValue<std::vector<std::string>>(json, "opened", file));
  using Counts = std::map<std::string, std::size_t>;
  CHEXGEN_ASSIGN(result.answered, base::jsonValue<Counts>(json, "answered", file));
  using Sentences = std::vector<std::string>;
  CHEXGEN_ASSIGN(result.proof, base::jsonValueOr<Sentences>(json, "proof", {}, file));
  CHEXGEN_ASSIGN(result.doubts, base::jsonValueOr<Sentences>(json, "doubts", {}, file));
  CHEXGEN_ASSIGN(result.orderFromSecret, base::jsonValueOr<bool>(json, "order_from_secret", false, file));
  CHEXGEN_ASSIGN(const auto readings, base::jsonValue<Json>(json, "readings", file));
  for (const Json& reading : readings) {
    CHEXGEN_ASSIGN(Reading read, readingFrom(reading, file));
    result.readings.push_back(std::move(read));
  }
  return result;
}

std::string fileName(ResultForm form) {
  for (const auto& [known, name] : formNames)
    if (known == form) return name;
  return {};
}

Result<void> writeForm(const StudyResult& result, ResultForm form, const fs::path& file,
                       const AnalysisOptions& options, base::CsvCells cells) {
  std::vector<Analysis> analyses;
  if (isAnalysed(form)) {
    CHEXGEN_ASSIGN(analyses, analyseAll(result.design, result.readings, options));
  }
  return write(result, analyses, form, file, cells);
}

Result<WrittenResult> writeAll(const StudyResult& result, const fs::path& folder,
                               const AnalysisOptions& options) {
  CHEXGEN_ASSIGN(const auto analyses, analyseAll(result.design, result.readings, options));
  WrittenResult written;
  written.remarks = result.doubts;
  const ReaderRemarks looked = lookAtReaders(result.design, result.readings);
  for (const auto* more : {&analyses.front().remarks, &looked.remarks})
    written.remarks.insert(written.remarks.end(), more->begin(), more->end());
  std::error_code error;
  // A folder that is there may hold other things, which stay.
  const bool there = fs::exists(folder, error) && !fs::is_empty(folder, error);
  CHEXGEN_ASSIGN(base::StagedFolder staged,
                 base::StagedFolder::create(there ? folder / ".unblinding" : folder));
  CHEXGEN_TRY(base::writeFileAtomically(staged.path() / unblindedName, toJson(result).dump(2) + "\n"));
  written.files.push_back(folder / unblindedName);
  for (const auto& [form, name] : formNames) {
    const auto done = write(result, analyses, form, staged.path() / name);
    if (done) {
      written.files.push_back(folder / name);
    } else if (done.error().code == ErrorCode::argumentInvalid) {
      written.leftOut[name] = done.error().message;
    } else {
      return tl::unexpected(done.error());
    }
  }
  CHEXGEN_TRY(there ? moveInto(folder, staged.path(), written) : staged.publish());
  return written;
}

Result<StudyResult> readResult(const fs::path& folder) {
  CHEXGEN_ASSIGN(const Json json, base::readJsonFile(folder / unblindedName));
  return resultFromJson(json, folder / unblindedName);
}

}  // namespace chexgen::study
