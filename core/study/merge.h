// The readers' answers together, and, once the key is open, what each of them was about.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/study/answers.h"
#include "core/study/roster.h"
#include "core/study/study_key.h"

namespace chexgen::study {

// The last answer to each presentation, by reader. Still blind.
struct Merged {
  std::string study;
  std::map<std::string, std::map<std::size_t, Answer>> answers;  // reader, presentation
  std::map<std::string, std::size_t> expected;                   // presentations, by reader
  std::map<std::string, std::string> unproven;                   // see AnswerCheck, by reader
  std::vector<std::string> doubts;
  std::vector<std::string> lentKeys;                      // readers whose packages hold their private key
  std::map<std::string, Roster::Opening::Answers> lines;  // how far each reader's file goes
};

// How far the merged answers are proved, a sentence for each reader whose are not, or one for all.
[[nodiscard]] std::vector<std::string> proofLines(const Merged& merged);

// Takes answer files of a study in any number and order. Two files of one reader are taken as one when the
// shorter is the beginning of the longer (a copy from an earlier day); otherwise, and for a file of another
// study or of nobody in the roster, argumentInvalid names both: a reader has then gone on in two copies, and
// a person must decide. hashMismatch and formatInvalid are those of readAnswers and checkAnswers.
[[nodiscard]] base::Result<Merged> merge(const Roster& roster,
                                         const std::vector<std::filesystem::path>& files);

// One answer with what it was about.
struct Reading {
  std::string reader;
  std::string caseId;
  std::string stratum;
  std::vector<std::string> arms;  // as they stood from left to right
  bool repeat = false;
  Answer answer;
};

// hashMismatch when the roster is not the one that was made with the key: other readers, keys or packages.
[[nodiscard]] base::Result<void> checkRoster(const Roster& roster, const StudyKey& key);

// hashMismatch when the key is not the one that the answers were given under, or another picture was shown
// than it knows. Practice is left out; in the order of readers and presentations.
[[nodiscard]] base::Result<std::vector<Reading>> unblind(const Merged& merged, const StudyKey& key,
                                                         const std::string& commitment);

}  // namespace chexgen::study
