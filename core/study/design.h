// What a reader study asks of whom: as plain data and as JSON.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/study/question.h"

namespace chexgen::study {

// reportMatch: does the image show what the report says, -2 … +2 (the published scale). realism: real or
// synthetic, with confidence. preference: which of several images fits the report best. custom: the design's
// own questions.
enum class StudyKind { reportMatch, realism, preference, custom };
[[nodiscard]] std::string_view name(StudyKind kind);  // "report_match", "realism", "preference", "custom"
[[nodiscard]] base::Result<StudyKind> studyKindNamed(const std::string& name,
                                                     const std::filesystem::path& file = {});

// One image of a case. The arm is what the study compares (a model, "real"); readers never learn it.
struct Candidate {
  std::string arm;
  std::filesystem::path image;
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

// One report with an image of every arm that has one.
struct Case {
  std::string id;
  std::string report;
  std::string stratum;  // may be empty
  bool practice = false;
  std::vector<Candidate> candidates;
  friend bool operator==(const Case&, const Case&) = default;
};

struct Design {
  std::string name;
  StudyKind kind = StudyKind::reportMatch;
  std::vector<Question> questions;  // empty: those of the kind, see questionsOf
  std::vector<std::string> readers;
  std::map<std::string, std::string>
      readerKeys;  // public keys of readers who made their own (see reader_key.h)
  std::vector<Case> cases;
  bool showReport = true;
  bool mayGoBack = false;
  bool ranking = false;   // of a preference: all images in order, not only the best
  int repeats = 0;        // presentations that are shown a second time, for agreement within a reader
  int drawnPractice = 0;  // cases that are made cases for practice by drawing, beside those that are
  // Only in studies of earlier versions, whose order was drawn from it and stands in their packages and keys.
  // It decides nothing in a new study.
  std::uint64_t seed = 0;
  friend bool operator==(const Design&, const Design&) = default;
};

// Whether a study of this kind shows reports unless it says otherwise: not a realism study, where a report
// that belongs to the image's arm, or is missing, tells it.
[[nodiscard]] bool showsReports(StudyKind kind);
// The design's own questions, or the standard ones of its kind.
[[nodiscard]] std::vector<Question> questionsOf(const Design& design);
// All arms that occur, in alphabetical order.
[[nodiscard]] std::vector<std::string> armsOf(const Design& design);

// argumentInvalid with a sentence naming what is wrong: no reader or case, an id twice, a case without an
// image or twice of one arm, a preference with less than two images, a question without a range or choices,
// more repeats than presentations, no case left beside those for practice.
[[nodiscard]] base::Result<void> checkDesign(const Design& design);

[[nodiscard]] base::OrderedJson toJson(const Design& design);
// formatInvalid for a missing, unknown or wrong entry; then like checkDesign. `file` only names the source.
[[nodiscard]] base::Result<Design> designFromJson(const base::Json& value,
                                                  const std::filesystem::path& file = {});

}  // namespace chexgen::study
