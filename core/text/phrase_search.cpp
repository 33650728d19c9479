#include "core/text/phrase_search.h"

#include <algorithm>
#include <array>

namespace chexgen::text {
namespace {

bool isDigitByte(char c) { return c >= '0' && c <= '9'; }
char lowerByte(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool beginsAlike(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char a, char b) { return a == lowerByte(b); });
}

std::size_t wordEnd(std::string_view text, std::size_t at) {
  while (at < text.size() && isWordByte(text[at])) ++at;
  return at;
}

// Where "year", "yrs", "years old" … ends that begins at `at`; 0 when it ends within a word.
bool isYearWord(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  std::size_t end = at + (rest.starts_with("year") ? 4 : 2);
  const auto ends = [&](std::size_t behind) {
    return isWordBorder(text, behind) ||
           (text.substr(behind).starts_with("old") && isWordBorder(text, behind + 3));
  };
  return ends(end) || (text.substr(end).starts_with('s') && ends(end + 1));
}

}  // namespace

bool isWordByte(char c) {
  const char low = lowerByte(c);
  return isDigitByte(c) || (low >= 'a' && low <= 'z') || c == '_';
}

bool isWordBorder(std::string_view text, std::size_t at) {
  const bool before = at > 0 && at <= text.size() && isWordByte(text[at - 1]);
  const bool behind = at < text.size() && isWordByte(text[at]);
  return before != behind;
}

std::size_t digitsAt(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && isDigitByte(text[end])) ++end;
  return end - at;
}

std::size_t phraseAt(std::string_view text, std::size_t at, Phrases phrases) {
  if (!isWordBorder(text, at)) return 0;
  for (std::string_view phrase : phrases) {
    const bool goesOn = phrase.ends_with('*');
    if (goesOn) phrase.remove_suffix(1);
    if (!beginsAlike(text.substr(at), phrase)) continue;
    const std::size_t end = at + phrase.size();
    if (goesOn) return wordEnd(text, end) - at;
    if (isWordBorder(text, end)) return phrase.size();
  }
  return 0;
}

bool hasPhrase(std::string_view text, Phrases phrases) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (phraseAt(text, at, phrases) > 0) return true;
  return false;
}

std::optional<int> firstYears(std::string_view text) {
  for (std::size_t at = text.find('y'); at != std::string_view::npos; at = text.find('y', at + 1)) {
    const std::string_view rest = text.substr(at);
    if (!(rest.starts_with("year") || rest.starts_with("yr")) || !isYearWord(text, at)) continue;
    std::size_t end = at;
    if (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '-')) --end;
    std::size_t begin = end;
    while (begin > 0 && end - begin < 3 && isDigitByte(text[begin - 1])) --begin;
    if (begin == end) continue;
    int years = 0;
    for (const char c : text.substr(begin, end - begin)) years = 10 * years + (c - '0');
    return years;
  }
  return std::nullopt;
}

}  // namespace chexgen::text
