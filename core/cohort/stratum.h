// One group of a cohort's plan: who and what its radiographs show, and how many of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/text/report_check.h"

namespace chexgen::cohort {

inline constexpr int oldestAge = 120;                 // years, as text::ageFrom has it
inline constexpr std::size_t mostCases = 10'000'000;  // of a cohort

// Whole years, both ends belong to it.
struct AgeBand {
  int from = 0;
  int to = 0;
  friend bool operator==(const AgeBand&, const AgeBand&) = default;
};

// "60-79", or "64" for one year; argumentInvalid for anything else, or outside 0 … 120.
[[nodiscard]] base::Result<AgeBand> parseAgeBand(std::string_view text);
[[nodiscard]] std::string formatAgeBand(const AgeBand& band);

// What is absent is left to the model.
struct Stratum {
  std::optional<std::string> sex;  // "Male" or "Female"
  std::optional<AgeBand> age;
  std::optional<std::string> race;
  std::optional<std::string> view;          // "PA" or "AP"
  std::vector<text::FindingFact> findings;  // none: no finding
  std::size_t count = 0;
  friend bool operator==(const Stratum&, const Stratum&) = default;
};

// Findings of strata, "Effusion:left|Cardiomegaly" (or ";", ","); "No Finding" or nothing for none. Names and
// synonyms of text::reportedFindings(), sides left, right, both; argumentInvalid names what is not known.
[[nodiscard]] base::Result<std::vector<text::FindingFact>> parseFindings(std::string_view text);
[[nodiscard]] std::string formatFindings(const std::vector<text::FindingFact>& findings);

// "Female, 60-79, PA, Effusion:left", for people; the count is not part of it.
[[nodiscard]] std::string describe(const Stratum& stratum);

// A CSV with a column count and any of sex, age (a band), race, view, findings. Fails with the errors of the
// reader; formatInvalid names the line and the cell.
[[nodiscard]] base::Result<std::vector<Stratum>> readStrata(const std::filesystem::path& file);
// Such a table as text.
[[nodiscard]] std::string formatStrata(const std::vector<Stratum>& strata);

// Reads the words of one stratum, "sex=Female,age=60-79,view=PA,findings=Effusion:left|Edema,count=20".
[[nodiscard]] base::Result<Stratum> parseStratum(std::string_view words);

}  // namespace chexgen::cohort
