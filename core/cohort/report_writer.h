// Reports for planned cases, composed from phrases.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/text/report_check.h"
#include "core/training/labels.h"

namespace chexgen::cohort {

// A report in the sections that a radiologist writes. Only `impression` goes into the prompt.
struct CaseReport {
  std::string patient;
  std::string technique;
  std::string findings;
  std::string impression;
  friend bool operator==(const CaseReport&, const CaseReport&) = default;
};

// What is written about; a finding that has a side is written with it.
struct ReportSubject {
  std::optional<std::string> sex;
  std::optional<int> age;  // years
  std::optional<std::string> view;
  std::vector<text::FindingFact> findings;
};

// Whether radiologists name a side for this finding: an effusion has one, cardiomegaly has none.
[[nodiscard]] bool isSided(const std::string& finding);

// A report out of the phrases of resources/report_phrases.json (compiled in). The same subject and seed give
// the same words; another seed varies them. It is checked with text::checkReport against the subject and
// written anew with other words when it fails. argumentInvalid for a finding without phrases; internal when
// no wording passes, naming the fault.
[[nodiscard]] base::Result<CaseReport> writeReport(const ReportSubject& subject, std::uint64_t seed);

// An impression that says no more than the labels of a real radiograph do: each finding in its plain words,
// with its side where one is known, or that nothing is found. The same labels and seed give the same words;
// another seed varies their order. Checked as writeReport does. argumentInvalid for labels that say nothing,
// are uncertain or not understood.
[[nodiscard]] base::Result<std::string> writeFromLabels(const training::Labels& labels, std::uint64_t seed);

// What the subject is, as text::checkReport compares it.
[[nodiscard]] text::ReportFacts factsOf(const ReportSubject& subject);

// Every fault of the report, in words: those of text::checkReport, and marks that de-identification left or
// missed. Empty when there is none.
[[nodiscard]] std::vector<std::string> faultsOf(const CaseReport& report, const ReportSubject& subject);

}  // namespace chexgen::cohort
