#include "core/study/merge.h"

#include <algorithm>

#include "core/study/answer_check.h"

namespace chexgen::study {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Result;

struct Source {
  fs::path file;
  AnswerFile content;
};

// Each line's hash binds all lines before it.
bool beginsWith(const AnswerFile& longer, const AnswerFile& shorter) {
  return shorter.lines.size() <= longer.lines.size() &&
         shorter.lines.back() == longer.lines[shorter.lines.size() - 1];
}

struct Found {
  const Roster::Reader* reader = nullptr;
  AnswerFile content;
};

// Whose file it is: the signature of exactly one reader of the roster fits.
Result<Found> fileOf(const Roster& roster, const fs::path& file) {
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
    return Found{&reader, std::move(*read)};
  }
  if (refusal.code != ErrorCode::hashMismatch) return tl::unexpected(refusal);
  return base::fail(ErrorCode::argumentInvalid,
                    "The answers are of nobody who reads in this study, or were altered.", file,
                    "Nothing was merged.", "Ask the reader for the file as their program left it.");
}

}  // namespace

Result<Merged> merge(const Roster& roster, const std::vector<fs::path>& files) {
  std::map<std::string, Source> sources;
  Merged merged{.study = roster.study,
                .answers = {},
                .expected = {},
                .unproven = {},
                .doubts = {},
                .lentKeys = {},
                .lines = {}};
  for (const fs::path& file : files) {
    CHEXGEN_ASSIGN(Found found, fileOf(roster, file));
    const std::string& reader = found.reader->name;
    const auto known = sources.find(reader);
    if (known == sources.end()) {
      sources[reader] = {file, std::move(found.content)};
    } else if (beginsWith(found.content, known->second.content)) {
      known->second = {file, std::move(found.content)};
    } else if (!beginsWith(known->second.content, found.content)) {
      return base::fail(ErrorCode::argumentInvalid,
                        "The reader \"" + reader + "\" has answered in two copies that differ: " +
                            known->second.file.string() + " and " + file.string() + ".",
                        file, "Nothing was merged.",
                        "Decide which of the two counts, and merge that one only.");
    }
  }
  for (const Roster::Reader& reader : roster.readers) {
    merged.expected[reader.name] = reader.presentations;
    const auto source = sources.find(reader.name);
    if (source == sources.end()) continue;
    AnswerFile& content = source->second.content;
    CHEXGEN_ASSIGN(AnswerCheck check, checkAnswers(roster, reader, content, source->second.file));
    if (!reader.ownKey) merged.lentKeys.push_back(reader.name);
    if (!check.unproven.empty()) merged.unproven[reader.name] = std::move(check.unproven);
    merged.doubts.insert(merged.doubts.end(), check.doubts.begin(), check.doubts.end());
    merged.lines[reader.name] = {content.lines.size(), content.lines.back()};
    for (Answer& answer : content.answers)
      merged.answers[reader.name][answer.presentation] = std::move(answer);
  }
  return merged;
}

std::vector<std::string> proofLines(const Merged& merged) {
  std::vector<std::string> lines{merged.unproven.empty() ? "Signatures, order and what was shown are whole."
                                                         : "Signatures and order are whole."};
  for (const auto& [reader, why] : merged.unproven)
    lines.push_back("Not provable for " + reader + " that what was shown is what was made: " + why + ".");
  std::string names;
  for (const std::string& reader : merged.lentKeys) names += (names.empty() ? "" : ", ") + reader;
  if (!names.empty())
    lines.push_back(
        "The keys of " + names +
        " were made with the packages: whoever had those, the organiser among them, could have signed.");
  return lines;
}

Result<void> checkRoster(const Roster& roster, const StudyKey& key) {
  const auto refuse = [](const std::string& what) -> Result<void> {
    return base::fail(ErrorCode::hashMismatch,
                      "The roster is not the one that was made with the key: " + what + ".", {},
                      "The answers were not analysed; that the key was opened is written down.",
                      "Use a copy of the roster from the day the study was made.");
  };
  for (const Roster::Reader& reader : roster.readers) {
    const auto known = key.publicKeys.find(reader.name);
    if (known == key.publicKeys.end()) return refuse("it has a reader \"" + reader.name + "\" more");
    if (known->second != reader.publicKey)
      return refuse("the public key of \"" + reader.name + "\" is another one");
    const auto package = key.packages.find(reader.name);
    if (package == key.packages.end()) continue;  // of an earlier version
    if (package->second != reader.package)
      return refuse("the hash of the package of \"" + reader.name + "\" is another one");
    for (const Roster::Item& item : reader.items) {
      const auto made = key.items.find(item.name);
      if (made == key.items.end() || made->second.reader != reader.name || made->second.hash != item.hash)
        return refuse("the cases of \"" + reader.name + "\" are others");
    }
  }
  return {};
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
      if (!answer.shown.empty() && !item->second.hash.empty() && answer.shown != item->second.hash)
        return base::fail(ErrorCode::hashMismatch, "Another picture was shown to \"" + reader +
                                                       "\" than was made, as case " +
                                                       std::to_string(presentation + 1) + ".");
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
