// An unblinded study: the answers with what they were about, and everything that is made of them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/study/analysis.h"
#include "core/study/merge.h"

namespace chexgen::study {

struct StudyResult {
  Design design;
  Roster roster;
  std::vector<std::string> openings;            // when the key was opened, the first time first
  std::map<std::string, std::size_t> answered;  // presentations, by reader; practice included
  std::vector<Reading> readings;
  // Whether what was shown is proved to be what was made, and what speaks against the answers; none in
  // results of earlier versions.
  std::vector<std::string> proof, doubts;
  bool orderFromSecret = true;  // not of studies of earlier versions: who knew design and seed knew the order
};

struct UnblindRequest {
  std::filesystem::path roster, key;
  std::vector<std::filesystem::path> answers;
  std::string passphrase;
  std::string time;  // now, ISO 8601
};

// Merges, opens the key and says what each answer was about. That the key was opened is written down beside
// it (NAME.opened) and in the roster, with how far the answers were, before anything is shown. Fails like
// merge, open, checkRoster, unblind, and when it cannot be written down.
[[nodiscard]] base::Result<StudyResult> unblindStudy(const UnblindRequest& request);

[[nodiscard]] base::OrderedJson toJson(const StudyResult& result);
// formatInvalid when it is none; `file` only names the source.
[[nodiscard]] base::Result<StudyResult> resultFromJson(const base::Json& json,
                                                       const std::filesystem::path& file = {});

// The forms in which a result can be written.
enum class ResultForm { html, pdf, csv, json, mrmcaov, imrmc };
// "report.html", "report.pdf", "readings.csv", "analysis.json", "mrmcaov.csv", "study.imrmc".
[[nodiscard]] std::string fileName(ResultForm form);
// Fails with the errors of the form (exports.h) and of the disk.
[[nodiscard]] base::Result<void> writeForm(const StudyResult& result, ResultForm form,
                                           const std::filesystem::path& file,
                                           const AnalysisOptions& options = {},
                                           base::CsvCells cells = base::CsvCells::forSpreadsheets);

struct WrittenResult {
  std::vector<std::filesystem::path> files;
  std::map<std::string, std::string> leftOut;  // why a form was not written, by its file name
  std::vector<std::string> remarks;            // whose answers are missing, and how the readers read
};
// All forms that the study has, and "unblinded.json", from which they can be made again without the key: all
// of them, or none. Other files of the folder stay; forms of an earlier opening are replaced.
[[nodiscard]] base::Result<WrittenResult> writeAll(const StudyResult& result,
                                                   const std::filesystem::path& folder,
                                                   const AnalysisOptions& options = {});
[[nodiscard]] base::Result<StudyResult> readResult(const std::filesystem::path& folder);

}  // namespace chexgen::study
