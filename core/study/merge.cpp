#include "core/study/merge.h"

#include <algorithm>

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

struct Source {
  fs::path file;
  std::vector<Answer> answers;
};

bool beginsWith(const std::vector<Answer>& longer, const std::vector<Answer>& shorter) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

// Whose file it is: the signature of exactly one reader of the roster fits.
Result<std::pair<std::string, AnswerFile>> fileOf(const Roster& roster, const fs::path& file) {
  base::Error refusal;
  for (const Roster::Reader& reader : roster.readers) {
    auto read = readAnswers(file, reader.publicKey);
    if (!read) {
      refusal = read.error();
      // A file that begins as this reader's and breaks later is theirs, altered.
      if (refusal.code == ErrorCode::hashMismatch && refusal.message.starts_with("Line 1 ")) continue;
      return tl::unexpected(refusal);
    }
    if (read->study != roster.study || read->reader != reader.name)
      return base::fail(ErrorCode::argumentInvalid, "The answers are of another study.", file,
                        "Nothing was merged.");
    return std::pair(reader.name, std::move(*read));
  }
  if (refusal.code != ErrorCode::hashMismatch) return tl::unexpected(refusal);
  return base::fail(ErrorCode::argumentInvalid,
                    "The answers are of nobody who reads in this study, or were altered.", file,
                    "Nothing was merged.", "Ask the reader for the file as their program left it.");
}

}  // namespace

Result<Merged> merge(const Roster& roster, const std::vector<fs::path>& files) {
  std::map<std::string, Source> sources;
  for (const fs::path& file : files) {
    CHEXGEN_ASSIGN(auto found, fileOf(roster, file));
    auto& [reader, content] = found;
    const auto known = sources.find(reader);
    if (known == sources.end()) {
      sources[reader] = {file, std::move(content.answers)};
    } else if (beginsWith(content.answers, known->second.answers)) {
      known->second = {file, std::move(content.answers)};
    } else if (!beginsWith(known->second.answers, content.answers)) {
      return base::fail(ErrorCode::argumentInvalid,
                        "The reader \"" + reader + "\" has answered in two copies that differ: " +
                            known->second.file.string() + " and " + file.string() + ".",
                        file, "Nothing was merged.",
                        "Decide which of the two counts, and merge that one only.");
    }
  }
  Merged merged{.study = roster.study, .answers = {}, .expected = {}};
  for (const Roster::Reader& reader : roster.readers) merged.expected[reader.name] = reader.presentations;
  for (auto& [reader, source] : sources)
    for (Answer& answer : source.answers) {
      if (answer.presentation >= merged.expected.at(reader))
        return base::fail(ErrorCode::formatInvalid, "An answer is to a presentation that there is not.",
                          source.file, "Nothing was merged.");
      merged.answers[reader][answer.presentation] = std::move(answer);
    }
  return merged;
}

Result<std::vector<Reading>> unblind(const Merged& merged, const StudyKey& key,
                                     const std::string& commitment) {
  if (commitment != merged.study)
    return base::fail(ErrorCode::hashMismatch, "The key is not the one that this study was made with.", {},
                      "The answers are still blind.",
                      "Use the key file that was made together with the packages.");
  std::vector<Reading> readings;
  for (const auto& [reader, answers] : merged.answers)
    for (const auto& [presentation, answer] : answers) {
      const auto item = key.items.find(answer.item);
      if (item == key.items.end() || item->second.reader != reader)
        return base::fail(ErrorCode::formatInvalid,
                          "An answer of \"" + reader + "\" names an item that the key does not know.");
      if (item->second.practice) continue;
      const Case& one = key.design.cases[item->second.caseIndex];
      readings.push_back({.reader = reader,
                          .caseId = one.id,
                          .stratum = one.stratum,
                          .arms = item->second.arms,
                          .repeat = item->second.repeat,
                          .answer = answer});
    }
  return readings;
}

}  // namespace chexgen::study
