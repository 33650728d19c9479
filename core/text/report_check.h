// Whether a report says what is known of its case, and nothing against it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/report_mentions.h"

namespace chexgen::text {

struct FindingFact {
  std::string finding;  // one of reportedFindings(); any other is not looked for
  Side side = Side::unstated;
  friend bool operator==(const FindingFact&, const FindingFact&) = default;
};

// What is known; whatever is absent is not compared.
struct ReportFacts {
  std::optional<std::string> sex;   // "Male" or "Female"
  std::optional<double> age;        // years
  std::optional<std::string> view;  // "PA" or "AP"
  std::vector<FindingFact> findings;
  bool complete = true;  // whatever is not among the findings is not there
};

struct ReportText {
  std::string findings;
  std::string impression;
};

enum class ReportFault {
  missingFinding,     // a finding of the case is nowhere
  negatedFinding,     // it is only denied
  unexpectedFinding,  // a finding is stated that the case does not have
  contradiction,      // a finding is stated, and denied elsewhere
  wrongSide,          // the side is another than the case's, or findings and impression name opposite sides
  missingSide,        // the case has a side, the report names none
  repeatedSentence,   // within the findings or within the impression
  wrongSex,
  wrongAge,
  wrongView,
};

[[nodiscard]] std::string_view name(ReportFault fault);  // "missing_finding", …

struct ReportProblem {
  ReportFault fault = ReportFault::missingFinding;
  std::string finding;  // where one is concerned
  std::string passage;  // the words that say so; empty when nothing does
  friend bool operator==(const ReportProblem&, const ReportProblem&) = default;
};

// Every disagreement, each once. Pneumonia allows consolidation and infiltration, which are how it shows. The
// rules are those of mentionsIn.
[[nodiscard]] std::vector<ReportProblem> checkReport(const ReportText& report, const ReportFacts& facts);

enum class LintKind {
  deidentified,  // "XXXX", "___", "[** **]", "<NAME>": a word was taken out, the model would learn or draw
                 // the gap
  name,          // "Dr. Miller", "Mrs. Smith"
  number,        // a date, a telephone or record number
  prior,         // "unchanged", "compared with": another radiograph, which a generated one does not have
};

[[nodiscard]] std::string_view name(LintKind kind);

struct LintMark {
  LintKind kind = LintKind::deidentified;
  std::string passage;
  friend bool operator==(const LintMark&, const LintMark&) = default;
};

// What should not stand in a report that is to be learned from or generated from, in the order of the text;
// of a text over 16,384 bytes only the beginning.
[[nodiscard]] std::vector<LintMark> lintReport(std::string_view report);

}  // namespace chexgen::text
