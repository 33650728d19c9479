#include "core/text/demographics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "core/text/prompt_prefix.h"
#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

using base::ErrorCode;
using base::Result;
using Words = std::vector<std::string>;

constexpr double oldestAge = 120;

tl::unexpected<base::Error> refuse(std::string message, std::string next) {
  return base::fail(ErrorCode::argumentInvalid, std::move(message), {}, {}, std::move(next));
}

// Any cell is short; a whole report in its place need not stand in the message.
std::string quotedWords(std::string_view words) {
  constexpr std::size_t longest = 60;
  if (words.size() <= longest) return "\"" + std::string(words) + "\"";
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80U) --end;
  return "\"" + std::string(words.substr(0, end)) + "…\"";
}

std::string lowerText(std::string_view words) { return encodeUtf8(lower(strip(decodeUtf8(words)))); }

// Runs of letters (of any script) in lower case; single letters that follow each other are one word, "p.a.".
Words lettersOf(std::string_view written) {
  Words words;
  bool inside = false;
  for (const char c : lowerText(written)) {
    const bool isLetter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80U;
    if (isLetter && !inside) words.emplace_back();
    if (isLetter) words.back() += c;
    inside = isLetter;
  }
  Words joined;
  bool lastWasLetter = false;
  for (std::string& word : words) {
    const bool isLetter = word.size() == 1;
    if (isLetter && lastWasLetter)
      joined.back() += word;
    else
      joined.push_back(std::move(word));
    lastWasLetter = isLetter;
  }
  return joined;
}

template <std::size_t count>
bool isOneOf(std::string_view word, const std::array<std::string_view, count>& all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

template <std::size_t count>
bool isNamed(std::string_view word, const std::array<std::string_view, count>& all) {
  return !word.empty() && isOneOf(word, all);  // short lists end in empty names
}

// What tables and DICOM write where nothing is known. "nan" is not among them: as an age it is a number that
// went wrong, elsewhere `isUnknownWord` takes it.
bool isUnknownText(std::string_view written) {
  constexpr std::array<std::string_view, 19> unknown{"",
                                                     "unknown",
                                                     "unk",
                                                     "n/a",
                                                     "na",
                                                     "none",
                                                     "null",
                                                     "not stated",
                                                     "not known",
                                                     "missing",
                                                     "?",
                                                     "-",
                                                     "--",
                                                     "–",
                                                     "undisclosed",
                                                     "unspecified",
                                                     "unbekannt",
                                                     "not recorded",
                                                     "not available"};
  return isOneOf(lowerText(written), unknown);
}

bool isUnknownWord(std::string_view written, std::initializer_list<std::string_view> further) {
  const std::string text = lowerText(written);
  return isUnknownText(written) || text == "nan" ||
         std::find(further.begin(), further.end(), text) != further.end();
}

std::string joinedWords(const Words& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

// ---- age ----

struct AgeUnit {
  double perYear = 1;
  std::array<std::string_view, 20> names;
};

constexpr std::array<AgeUnit, 4> ageUnits{{
    {1, {"",        "y", "yr", "yrs",  "year",  "years",  "year old", "years old", "yo",   "yr old",
         "yrs old", "a", "j",  "jahr", "jahre", "jahren", "ans",      "años",      "anni", "jaar"}},
    {12,
     {"m", "mo", "mos", "mon", "month", "months", "month old", "months old", "monat", "monate", "monaten"}},
    {52.18, {"w", "wk", "wks", "week", "weeks", "week old", "weeks old", "woche", "wochen"}},
    {365.25, {"d", "day", "days", "day old", "days old", "tag", "tage", "tagen"}},
}};

std::optional<double> perYear(const std::string& unit) {
  for (const AgeUnit& one : ageUnits)  // the lists end in empty names, which only years may have
    if (isOneOf(unit, one.names)) return one.perYear;
  return std::nullopt;
}

// DICOM's "018M" has three digits; "71M" is as likely a man.
bool isDicomAge(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789") == 3;
}

// "71", "71.5", "71,5": digits, and at most two behind one sign; `rest` is what follows.
std::optional<double> plainNumber(std::string_view text, std::string_view& rest) {
  const auto digitsFrom = [&](std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    return end;
  };
  std::size_t end = digitsFrom(0);
  if (end == 0 || end > 3) return std::nullopt;
  std::string number(text.substr(0, end));
  if (end + 1 < text.size() && (text[end] == '.' || text[end] == ',')) {
    const std::size_t last = digitsFrom(end + 1);
    const bool isComma = text[end] == ',';
    if (last > end + 1) {
      if (isComma && last > end + 3) return std::nullopt;
      number += '.';
      number += text.substr(end + 1, last - end - 1);
      end = last;
    }
  }
  double value = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), value);
  if (parsed.ec != std::errc()) return std::nullopt;
  rest = text.substr(end);
  return value;
}

std::optional<double> yearsIn(std::string_view written) {
  const std::string text = lowerText(written);
  std::string_view rest;
  const auto number = plainNumber(text, rest);
  if (!number) return std::nullopt;
  const bool onlyUnit = rest.find_first_of("0123456789+<>") == std::string_view::npos;
  const std::string unit = joinedWords(lettersOf(rest));
  const bool isShort = unit == "m" || unit == "w" || unit == "d";
  const auto divisor = onlyUnit && (!isShort || isDicomAge(text)) ? perYear(unit) : std::nullopt;
  if (!divisor) return std::nullopt;
  constexpr double tenths = 10;  // a caption does not state days
  return *divisor > 1 ? std::round(*number / *divisor * tenths) / tenths : *number;
}

Result<double> checkedAge(double years, const std::string& shown) {
  if (std::isfinite(years) && years >= 0 && years <= oldestAge) return years + 0.0;
  return refuse("The age " + shown + " is not a number of years from 0 to 120.",
                "Write years as 71, or as DICOM does, 071Y; leave it out where it is not known.");
}

// ---- race ----

constexpr std::array<std::string_view, 6> races{
    "Asian", "Black", "Hispanic", "Native American", "Pacific Islander", "White"};

struct RaceWords {
  std::string_view race;
  std::array<std::string_view, 10> known;  // words joined by spaces
};

constexpr std::array<RaceWords, 6> raceWords{{
    {"Asian", {"asian"}},
    {"Black",
     {"black", "african american", "black african american", "black or african american",
      "african american or black", "african american black", "black african"}},
    {"Hispanic", {"hispanic", "latino", "hispanic latino", "hispanic or latino", "hispanic latin"}},
    {"Native American",
     {"native american", "american indian", "american indian alaska native",
      "american indian or alaska native", "american indian or alaskan native", "alaska native"}},
    {"Pacific Islander",
     {"pacific islander", "native hawaiian", "native hawaiian or other pacific islander",
      "native hawaiian other pacific islander", "native hawaiian or pacific islander"}},
    {"White", {"white", "caucasian", "caucasian or white", "white caucasian", "white or caucasian"}},
}};

// ---- view ----

constexpr std::array<std::string_view, 8> posteroAnterior{"pa",
                                                          "posteroanterior",
                                                          "postero anterior",
                                                          "posterior anterior",
                                                          "posterioanterior",
                                                          "posterioranterior",
                                                          "dorsoventral",
                                                          "dorso ventral"};
constexpr std::array<std::string_view, 8> anteroPosterior{"ap",
                                                          "anteroposterior",
                                                          "antero posterior",
                                                          "anterior posterior",
                                                          "anterioposterior",
                                                          "anteriorposterior",
                                                          "ventrodorsal",
                                                          "ventro dorsal"};

// Say how it was taken and leave the view what it is.
constexpr std::array<std::string_view, 40> viewCircumstances{
    "view",   "projection", "position", "chest",      "thorax",   "radiograph", "film",        "xray",
    "x",      "ray",        "image",    "exam",       "frontal",  "erect",      "upright",     "standing",
    "supine", "sitting",    "seated",   "recumbent",  "semi",     "semierect",  "semiupright", "portable",
    "mobile", "bedside",    "bed",      "horizontal", "vertical", "liegend",    "stehend",     "sitzend",
    "im",     "liegen",     "stehen",   "sitzen",     "aufnahme", "bett",       "single",      "inspiration"};

// PA, AP, both, or neither; `strange` when another word stands there.
struct ViewWords {
  bool pa = false, ap = false, strange = false;
};

ViewWords viewWordsOf(const Words& words) {
  ViewWords seen;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string pair = i + 1 < words.size() ? words[i] + " " + words[i + 1] : "";
    if (isOneOf(pair, posteroAnterior) || isOneOf(words[i], posteroAnterior)) {
      seen.pa = true;
      i += isOneOf(words[i], posteroAnterior) ? 0U : 1U;
    } else if (isOneOf(pair, anteroPosterior) || isOneOf(words[i], anteroPosterior)) {
      seen.ap = true;
      i += isOneOf(words[i], anteroPosterior) ? 0U : 1U;
    } else if (!isOneOf(words[i], viewCircumstances)) {
      seen.strange = true;
    }
  }
  return seen;
}

// ---- parts ----

std::string shownText(const std::string& value) { return value; }
std::string shownText(double years) { return pythonFloat(years); }

// What the prefix says joins what was stated; the two must agree.
template <class T>
Result<void> merge(std::optional<T>& stated, const std::optional<T>& inText, const char* what,
                   const std::string& entry) {
  if (!inText) return {};
  if (stated && *stated != *inText)
    return refuse(
        "The text says \"" + entry + "\", but the " + what + " is stated as " + shownText(*stated) + ".",
        "Leave one of the two out.");
  stated = inText;
  return {};
}

Result<void> takeEntry(const PrefixEntry& entry, PromptParts& parts) {
  const std::string shown = entry.key + ":" + entry.value;
  if (entry.key == "sex") {
    CHEXGEN_ASSIGN(const auto sex, sexFrom(entry.value));
    return merge(parts.sex, sex, "sex", shown);
  }
  if (entry.key == "age") {
    CHEXGEN_ASSIGN(const auto age, ageFrom(entry.value));
    return merge(parts.age, age, "age", shown);
  }
  if (entry.key == "race") {
    CHEXGEN_ASSIGN(const auto race, raceFrom(entry.value));
    return merge(parts.race, race, "race", shown);
  }
  CHEXGEN_ASSIGN(const auto view, viewFrom(entry.value));
  return merge(parts.view, view, "view", shown);
}

// A report may begin "View: PA and lateral.", which is no prefix; nothing else begins with "sex:" or "age:".
bool isOnlyAnotherView(const PromptPrefix& prefix) {
  return prefix.entries.size() == 1 && prefix.entries.front().key == "view" &&
         !viewFrom(prefix.entries.front().value);
}

}  // namespace

Result<std::optional<std::string>> sexFrom(std::string_view words) {
  constexpr std::array<std::string_view, 15> male{
      "m",         "male",      "man",   "boy",    "mann",    "männlich",  "maennlich", "masculin",
      "masculino", "masculine", "homme", "hombre", "maschio", "mannelijk", "gentleman"};
  constexpr std::array<std::string_view, 16> female{
      "f",       "female",   "woman",    "girl",  "w",     "frau",    "weiblich",   "féminin",
      "feminin", "femenino", "feminino", "femme", "mujer", "femmina", "vrouwelijk", "lady"};
  if (isUnknownWord(words, {"o", "other", "u", "d", "divers"})) return std::optional<std::string>();
  const Words letters = lettersOf(words);
  const bool isOne = letters.size() == 1 && words.find_first_of("0123456789") == std::string_view::npos;
  if (isOne && isOneOf(letters.front(), male)) return std::optional<std::string>("Male");
  if (isOne && isOneOf(letters.front(), female)) return std::optional<std::string>("Female");
  return refuse("The sex " + quotedWords(words) + " is not known; it is Male or Female.",
                "Leave it out where it is not known.");
}

Result<std::optional<double>> ageFrom(std::string_view words) {
  if (isUnknownText(words)) return std::optional<double>();
  const auto years = yearsIn(words);
  CHEXGEN_ASSIGN(const double checked, checkedAge(years.value_or(-1), quotedWords(words)));
  return std::optional(checked);
}

Result<std::optional<std::string>> raceFrom(std::string_view words) {
  if (isUnknownWord(words, {"other", "declined", "patient declined to answer", "unable to obtain"}))
    return std::optional<std::string>();
  const Words letters = lettersOf(words);
  const std::string whole = joinedWords(letters);
  // "asian - chinese": the first of two parts is the wider group.
  const std::size_t dash = words.find(" - ");
  const std::string group =
      dash == std::string_view::npos ? whole : joinedWords(lettersOf(words.substr(0, dash)));
  for (const RaceWords& one : raceWords)
    if (isNamed(whole, one.known) || isNamed(group, one.known)) return std::optional(std::string(one.race));
  std::string all;
  for (const std::string_view race : races)
    all.append(all.empty() ? "" : race == races.back() ? " or " : ", ").append(race);
  return refuse("The race " + quotedWords(words) + " is not known; it is " + all + ".",
                "Leave it out where it is not known.");
}

Result<std::optional<std::string>> viewFrom(std::string_view words) {
  if (isUnknownWord(words, {})) return std::optional<std::string>();
  const Words letters = lettersOf(words);
  const ViewWords seen = viewWordsOf(letters);
  if (seen.pa != seen.ap && !seen.strange) return std::optional<std::string>(seen.pa ? "PA" : "AP");
  const bool onlyFrontal = !letters.empty() && !seen.pa && !seen.ap && !seen.strange;
  return refuse("The view " + quotedWords(words) +
                    (seen.pa && seen.ap ? " names two views; a radiograph has one, PA or AP."
                     : onlyFrontal      ? " does not say whether it is PA or AP."
                                        : " is not one that models draw; it is PA or AP."),
                "Leave it out where it is not known.");
}

Result<PromptParts> understoodParts(const PromptParts& written) {
  PromptParts parts{.report = written.report};
  if (written.sex) {
    CHEXGEN_ASSIGN(parts.sex, sexFrom(*written.sex));
  }
  if (written.age) {
    CHEXGEN_ASSIGN(parts.age, checkedAge(*written.age, shownText(*written.age)));
  }
  if (written.race) {
    CHEXGEN_ASSIGN(parts.race, raceFrom(*written.race));
  }
  if (written.view) {
    CHEXGEN_ASSIGN(parts.view, viewFrom(*written.view));
  }
  const PromptPrefix prefix = prefixOf(written.report);
  if (prefix.entries.empty() || isOnlyAnotherView(prefix)) return parts;
  for (const PrefixEntry& entry : prefix.entries) CHEXGEN_TRY(takeEntry(entry, parts));
  parts.report.erase(0, prefix.end);
  return parts;
}

std::size_t prefixEnd(std::string_view report) {
  const PromptPrefix prefix = prefixOf(report);
  PromptParts parts;
  for (const PrefixEntry& entry : prefix.entries)
    if (!takeEntry(entry, parts)) return 0;
  return prefix.end;
}

std::string whyNotStated(std::string_view attribute, std::span<const std::string> known,
                         std::string_view modelName) {
  if (std::find(known.begin(), known.end(), attribute) != known.end()) return {};
  std::string all;
  for (const std::string& one : known) all.append(all.empty() ? "" : ", ").append(one);
  std::string sentence = "The model \"";
  sentence.append(modelName).append("\" was not trained on prompts that state ").append(attribute);
  return sentence + "; they state " + (all.empty() ? "no demographics" : all) + ".";
}

Result<void> checkStated(const PromptParts& parts, std::span<const std::string> known,
                         std::string_view modelName) {
  const std::array<std::pair<std::string_view, bool>, 4> stated{{{"sex", parts.sex.has_value()},
                                                                 {"age", parts.age.has_value()},
                                                                 {"race", parts.race.has_value()},
                                                                 {"view", parts.view.has_value()}}};
  for (const auto& [attribute, isStated] : stated) {
    std::string why = isStated ? whyNotStated(attribute, known, modelName) : std::string();
    if (!why.empty())
      return base::fail(ErrorCode::architectureMismatch, std::move(why), {}, "Nothing was made.",
                        "Leave it out, or choose a model whose prompts state it (`chexgen model info`).");
  }
  return {};
}

}  // namespace chexgen::text
