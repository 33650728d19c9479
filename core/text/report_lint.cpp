#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "core/text/phrase_search.h"
#include "core/text/report_check.h"

namespace chexgen::text {
namespace {

constexpr std::size_t longestReport = 16384;

constexpr std::array<std::string_view, 14> priorPhrases{
    "unchanged",   "compared to",      "compared with", "in comparison", "prior study",
    "prior exam*", "prior radiograph", "prior film",    "previous",      "previously",
    "again seen",  "again noted",      "interval",      "new since"};
constexpr std::array<std::string_view, 3> recordPhrases{"mrn", "accession", "medical record"};

bool isAnyOf(std::string_view text, std::size_t at, std::string_view signs) {
  return at < text.size() && signs.find(text[at]) != std::string_view::npos;
}

bool isIn(std::size_t value, std::size_t least, std::size_t most) { return value >= least && value <= most; }

std::size_t runOf(char c, std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(c, at), text.size()) - at;
}

// Each gives the length of what it finds at `at`, 0 when that is nothing.

// "XXX", "__", "[** … **]" up to the next "]", "<NAME>".
std::size_t gapAt(std::string_view text, std::size_t at) {
  if (const std::size_t crosses = runOf('X', text, at); crosses >= 3) return crosses;
  if (const std::size_t lines = runOf('_', text, at); lines >= 2) return lines;
  if (text.substr(at).starts_with("[**")) {
    const std::size_t end = text.find(']', at + 3);
    return end == std::string_view::npos ? 0 : end + 1 - at;
  }
  if (text[at] != '<') return 0;
  std::size_t end = at + 1;
  while (end < text.size() &&
         ((isWordByte(text[end]) && digitsAt(text, end) == 0 && text[end] != '_') || text[end] == ' '))
    ++end;
  return end > at + 1 && isAnyOf(text, end, ">") ? end + 1 - at : 0;
}

// "Dr. Miller", "Mrs Smith".
std::size_t personAt(std::string_view text, std::size_t at) {
  if (!isWordBorder(text, at)) return 0;
  for (const std::string_view title : {"Dr", "Mr", "Mrs", "Ms", "Prof"}) {
    if (!text.substr(at).starts_with(title)) continue;
    std::size_t end = at + title.size();
    if (isAnyOf(text, end, ".")) ++end;
    if (!isAnyOf(text, end, " ") || end + 1 >= text.size() || text[end + 1] < 'A' || text[end + 1] > 'Z')
      continue;
    const std::size_t rest = end + 2;
    end = rest;
    while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
    if (end > rest) return end - at;
  }
  return 0;
}

// "12/03/2019".
std::size_t dateAt(std::string_view text, std::size_t at) {
  std::size_t end = at;
  for (const auto& [least, most] : {std::pair<std::size_t, std::size_t>(1, 4), {1, 2}}) {
    const std::size_t digits = digitsAt(text, end);
    end += digits;
    if (!isIn(digits, least, most) || !isAnyOf(text, end, "./-")) return 0;
    ++end;
  }
  const std::size_t year = digitsAt(text, end);
  return isIn(year, 2, 4) && isWordBorder(text, end + year) ? end + year - at : 0;
}

// "MRN 8845": a number up to twelve characters behind the word, in the same sentence.
std::size_t recordAt(std::string_view text, std::size_t at) {
  constexpr std::size_t farthest = 12;
  const std::size_t word = phraseAt(text, at, recordPhrases);
  if (word == 0) return 0;
  const std::size_t begin = at + word;
  std::size_t found = std::string_view::npos;
  for (std::size_t i = begin; i < text.size() && i <= begin + farthest; ++i) {
    if (digitsAt(text, i) > 0) found = i;
    if (isAnyOf(text, i, ".;")) break;
  }
  return found == std::string_view::npos ? 0 : found + digitsAt(text, found) - at;
}

// "555 123-4567", "555 1234567".
std::size_t telephoneAt(std::string_view text, std::size_t at) {
  if (digitsAt(text, at) != 3 || !isAnyOf(text, at + 3, " -")) return 0;
  std::size_t end = at + 4;
  const std::size_t middle = digitsAt(text, end);
  end += middle;
  if (isIn(middle, 6, 8)) return isWordBorder(text, end) ? end - at : 0;
  if (!isIn(middle, 3, 4) || !isAnyOf(text, end, " -")) return 0;
  const std::size_t last = digitsAt(text, ++end);
  return isIn(last, 3, 4) && isWordBorder(text, end + last) ? end + last - at : 0;
}

std::size_t numberAt(std::string_view text, std::size_t at) {
  if (!isWordBorder(text, at) || !isWordByte(text[at])) return 0;
  for (const auto find : {dateAt, recordAt, telephoneAt})
    if (const std::size_t length = find(text, at); length > 0) return length;
  return 0;
}

std::size_t priorAt(std::string_view text, std::size_t at) { return phraseAt(text, at, priorPhrases); }

}  // namespace

std::string_view name(LintKind kind) {
  switch (kind) {
    case LintKind::deidentified: return "deidentified";
    case LintKind::name: return "name";
    case LintKind::number: return "number";
    case LintKind::prior: return "prior";
  }
  return "";
}

std::vector<LintMark> lintReport(std::string_view report) {
  const std::string_view text = report.substr(0, longestReport);
  std::multimap<std::size_t, LintMark> marks;
  const auto look = [&](LintKind kind, std::size_t (*find)(std::string_view, std::size_t)) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = find(text, at);
      if (length > 0) marks.emplace(at, LintMark{kind, std::string(text.substr(at, length))});
      at += std::max<std::size_t>(length, 1);
    }
  };
  look(LintKind::deidentified, gapAt);
  look(LintKind::name, personAt);
  look(LintKind::number, numberAt);
  look(LintKind::prior, priorAt);
  std::vector<LintMark> found;
  for (auto& [position, mark] : marks) found.push_back(std::move(mark));
  return found;
}

}  // namespace chexgen::text
