// Reports written by a language model behind a local server, with the same check as those composed from
// phrases.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/cohort/report_writer.h"

namespace chexgen::cohort {

// An OpenAI-compatible server such as llama.cpp's.
struct LanguageModel {
  std::string url = {};    // "http://127.0.0.1:8080"; only this computer: "localhost", "127.0.0.1" or "[::1]"
  std::string model = {};  // its name there; may be empty
  int seconds = 120;       // that one answer may take, from the question to its last byte
};

struct WrittenReport {
  CaseReport report;
  int attempts = 0;       // answers that were asked for
  bool fellBack = false;  // none passed the check, or none came: the report is the composed one
  std::string why;        // the last fault, when it fell back
};

// argumentInvalid for an address that is not on this computer.
[[nodiscard]] base::Result<void> checkAddress(const LanguageModel& model);

// Asks for findings and impression of the subject; patient and technique are those of `composed`. An answer
// with a fault (faultsOf) is asked for again with the faults named, three times in all; then `composed`
// stands. An answer with control characters has a fault, too. Fails with deviceUnavailable when the server
// does not answer in time, formatInvalid when it sends more than 1 MiB, and `cancelled` as soon as `mayGoOn`,
// which is asked several times a second, says no.
[[nodiscard]] base::Result<WrittenReport> writeByLanguageModel(const LanguageModel& model,
                                                               const ReportSubject& subject,
                                                               const CaseReport& composed, std::uint64_t seed,
                                                               const std::function<bool()>& mayGoOn = {});

}  // namespace chexgen::cohort
