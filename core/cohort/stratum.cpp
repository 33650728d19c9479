#include "core/cohort/stratum.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "core/base/csv.h"
#include "core/imaging/findings.h"
#include "core/text/demographics.h"
#include "core/training/cells.h"

namespace chexgen::cohort {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::array<std::string_view, 6> stratumColumns{"sex", "age", "race", "view", "findings", "count"};

std::string lowered(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return c == '_' ? ' ' : static_cast<char>(std::tolower(c)); });
  return low;
}

template <class Number>
std::optional<Number> wholeNumber(std::string_view text) {
  Number value{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::vector<std::string> dividedAt(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (separators.find(c) != std::string_view::npos)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (std::string& part : parts) part = std::string(training::trimmed(part));
  return parts;
}

Result<text::Side> sideNamed(const std::string& word) {
  for (const text::Side side : {text::Side::left, text::Side::right, text::Side::both})
    if (lowered(word) == name(side)) return side;
  if (lowered(word) == "bilateral") return text::Side::both;
  return base::fail(ErrorCode::argumentInvalid,
                    "\"" + word + "\" is no side; left, right and both are known.");
}

// The finding with this name, or with another spelling that data sets use; empty for none.
std::string reportedName(const std::string& words) {
  const auto listed = imaging::findingNamed(words);
  const std::string wanted = lowered(listed ? listed->name : words);
  for (const std::string_view known : text::reportedFindings())
    if (lowered(known) == wanted) return std::string(known);
  return {};
}

// "Effusion:left" of "Effusion left" and "left effusion"; empty when it is neither.
std::string withItsSide(const std::string& words) {
  const std::size_t first = words.find(' '), last = words.rfind(' ');
  if (first == std::string::npos) return {};
  const std::pair<std::string, std::string> readings[] = {{words.substr(0, last), words.substr(last + 1)},
                                                          {words.substr(first + 1), words.substr(0, first)}};
  for (const auto& [finding, word] : readings) {
    const auto side = sideNamed(word);
    if (side && !reportedName(finding).empty()) return reportedName(finding) + ":" + std::string(name(*side));
  }
  return {};
}

Result<text::FindingFact> parseFinding(const std::string& words) {
  const auto parts = dividedAt(words, ":");
  text::FindingFact fact{.finding = reportedName(parts.front())};
  if (const std::string meant = withItsSide(words); fact.finding.empty() && !meant.empty())
    return base::fail(
        ErrorCode::argumentInvalid,
        "\"" + words + "\" is not understood; a finding with its side is written \"" + meant + "\".");
  if (fact.finding.empty()) {
    std::string all;
    for (const std::string_view known : text::reportedFindings())
      all.append(all.empty() ? "" : ", ").append(known);
    return base::fail(
        ErrorCode::argumentInvalid,
        "\"" + parts.front() + "\" is no finding that reports can be written for; known are " + all + ".");
  }
  if (parts.size() > 2)
    return base::fail(ErrorCode::argumentInvalid, "\"" + words + "\" names more than one side.");
  if (parts.size() == 2) {
    CHEXGEN_ASSIGN(fact.side, sideNamed(parts[1]));
  }
  return fact;
}

Result<void> setCell(Stratum& stratum, std::string_view column, const std::string& cell) {
  if (column == "sex") {
    CHEXGEN_ASSIGN(stratum.sex, text::sexFrom(cell));
  } else if (column == "age") {
    if (cell.empty()) return {};
    CHEXGEN_ASSIGN(stratum.age, parseAgeBand(cell));
  } else if (column == "race") {
    CHEXGEN_ASSIGN(stratum.race, text::raceFrom(cell));
  } else if (column == "view") {
    CHEXGEN_ASSIGN(stratum.view, text::viewFrom(cell));
  } else if (column == "findings") {
    CHEXGEN_ASSIGN(stratum.findings, parseFindings(cell));
  } else if (column == "count") {
    const auto count = wholeNumber<std::size_t>(cell);
    if (!count || *count > mostCases)
      return base::fail(ErrorCode::argumentInvalid, "The count \"" + cell + "\" is no whole number up to " +
                                                        std::to_string(mostCases) + ".");
    stratum.count = *count;
  } else {
    return base::fail(
        ErrorCode::argumentInvalid,
        "\"" + std::string(column) + "\" is not known; a stratum has sex, age, race, view, findings, count.");
  }
  return {};
}

}  // namespace

Result<AgeBand> parseAgeBand(std::string_view text) {
  const auto parts = dividedAt(text, "-");
  const auto from = wholeNumber<int>(parts.front());
  const auto to = parts.size() == 2 ? wholeNumber<int>(parts[1]) : from;
  if (parts.size() > 2 || !from || !to || *from < 0 || *to > oldestAge || *from > *to)
    return base::fail(ErrorCode::argumentInvalid,
                      "\"" + std::string(text) + "\" is no age band; write years as 60-79, from 0 to 120.");
  return AgeBand{*from, *to};
}

std::string formatAgeBand(const AgeBand& band) {
  return band.from == band.to ? std::to_string(band.from)
                              : std::to_string(band.from) + "-" + std::to_string(band.to);
}

Result<std::vector<text::FindingFact>> parseFindings(std::string_view text) {
  std::vector<text::FindingFact> findings;
  for (const std::string& part : dividedAt(text, "|;,")) {
    if (part.empty() || lowered(part) == "no finding" || lowered(part) == "normal") continue;
    CHEXGEN_ASSIGN(const text::FindingFact fact, parseFinding(part));
    const bool twice = std::any_of(findings.begin(), findings.end(),
                                   [&](const text::FindingFact& one) { return one.finding == fact.finding; });
    if (twice)
      return base::fail(ErrorCode::argumentInvalid,
                        "\"" + fact.finding + "\" stands twice; write Effusion:both for both sides.");
    findings.push_back(fact);
  }
  std::sort(findings.begin(), findings.end(),
            [](const text::FindingFact& a, const text::FindingFact& b) { return a.finding < b.finding; });
  return findings;
}

std::string formatFindings(const std::vector<text::FindingFact>& findings) {
  if (findings.empty()) return "No Finding";
  std::string text;
  for (const text::FindingFact& fact : findings) {
    text.append(text.empty() ? "" : "|").append(fact.finding);
    if (fact.side != text::Side::unstated) text.append(":").append(name(fact.side));
  }
  return text;
}

std::string describe(const Stratum& stratum) {
  std::string words;
  const auto add = [&](const std::string& part) { words.append(words.empty() ? "" : ", ").append(part); };
  if (stratum.sex) add(*stratum.sex);
  if (stratum.age) add(formatAgeBand(*stratum.age));
  if (stratum.race) add(*stratum.race);
  if (stratum.view) add(*stratum.view);
  add(formatFindings(stratum.findings));
  return words;
}

Result<std::vector<Stratum>> readStrata(const std::filesystem::path& file) {
  CHEXGEN_ASSIGN(const base::CsvTable table, base::readCsvFile(file));
  if (!table.column("count"))
    return base::fail(ErrorCode::formatInvalid, "The table of strata has no column count.", file,
                      "Nothing was made.",
                      "Its columns are count and any of sex, age, race, view, findings.");
  std::vector<Stratum> strata;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    Stratum stratum;
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      auto set = setCell(stratum, table.header[i], std::string(training::trimmed(table.rows[row][i])));
      if (!set)
        return base::fail(ErrorCode::formatInvalid,
                          "Line " + std::to_string(table.lines[row]) + ": " + set.error().message, file,
                          "Nothing was made.");
    }
    strata.push_back(std::move(stratum));
  }
  return strata;
}

std::string formatStrata(const std::vector<Stratum>& strata) {
  std::string text = base::csvRow({stratumColumns.begin(), stratumColumns.end()});
  for (const Stratum& one : strata)
    text += base::csvRow({one.sex.value_or(""), one.age ? formatAgeBand(*one.age) : "", one.race.value_or(""),
                          one.view.value_or(""), formatFindings(one.findings), std::to_string(one.count)});
  return text;
}

Result<Stratum> parseStratum(std::string_view words) {
  Stratum stratum;
  for (const std::string& part : dividedAt(words, ",")) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos)
      return base::fail(
          ErrorCode::argumentInvalid, "\"" + part + "\" is not of the form name=value.", {}, {},
          "Write a stratum as sex=Female,age=60-79,view=PA,findings=Effusion:left|Edema,count=20.");
    CHEXGEN_TRY(setCell(stratum, std::string(training::trimmed(std::string_view(part).substr(0, equals))),
                        std::string(training::trimmed(std::string_view(part).substr(equals + 1)))));
  }
  if (stratum.count == 0)
    return base::fail(ErrorCode::argumentInvalid, "The stratum \"" + std::string(words) + "\" has no count.");
  return stratum;
}

}  // namespace chexgen::cohort
