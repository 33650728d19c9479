#include "core/text/report_mentions.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "core/text/finding_words.h"

namespace chexgen::text {
namespace {

bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool isLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

using WordList = std::vector<std::string_view>;

// Words, and each comma and colon as a word of its own; "right-sided" is two.
WordList wordsOf(std::string_view sentence) {
  WordList words;
  for (std::size_t at = 0; at < sentence.size();) {
    const char c = sentence[at];
    if (c == ',' || c == ':') {
      words.push_back(sentence.substr(at++, 1));
      continue;
    }
    std::size_t end = at;
    while (end < sentence.size() && (isLetter(sentence[end]) || isDigit(sentence[end]) ||
                                     sentence[end] == '\'' || (sentence[end] == '/' && end > at)))
      ++end;
    if (end > at) words.push_back(sentence.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  return words;
}

struct Range {
  std::size_t begin = 0, end = 0;  // of words
};

bool sameWord(std::string_view word, std::string_view wanted, bool mayBePlural) {
  if (word == wanted) return true;
  return mayBePlural && word.size() == wanted.size() + 1 && word.back() == 's' &&
         word.substr(0, wanted.size()) == wanted;
}

// Where a phrase that starts at word `at` ends; nothing when it is another.
std::optional<std::size_t> matchAt(const WordList& words, std::size_t at,
                                   std::span<const std::string_view> phrase) {
  constexpr std::size_t gap = 3;
  if (phrase.empty()) return at;
  if (phrase.front() == "*") {
    for (std::size_t skipped = 0; skipped <= gap && at + skipped <= words.size(); ++skipped) {
      if (skipped > 0 && words[at + skipped - 1] == ",") break;
      if (const auto end = matchAt(words, at + skipped, phrase.subspan(1))) return end;
    }
    return std::nullopt;
  }
  if (at >= words.size() || !sameWord(words[at], phrase.front(), phrase.size() == 1)) return std::nullopt;
  return matchAt(words, at + 1, phrase.subspan(1));
}

WordList divided(std::string_view phrase) {
  WordList words;
  for (std::size_t at = 0; at < phrase.size();) {
    const std::size_t end = std::min(phrase.find(' ', at), phrase.size());
    words.push_back(phrase.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

using Phrases = std::vector<WordList>;

Phrases dividedAll(const std::vector<std::string_view>& phrases) {
  Phrases all;
  for (const std::string_view phrase : phrases) all.push_back(divided(phrase));
  return all;
}

// The longest of the phrases that starts at this word.
std::optional<std::size_t> matchAny(const WordList& words, std::size_t at, const Phrases& phrases) {
  std::optional<std::size_t> longest;
  for (const WordList& phrase : phrases)
    if (const auto end = matchAt(words, at, phrase)) longest = std::max(longest.value_or(0), *end);
  return longest;
}

struct Lexicon {
  std::vector<Phrases> present, normal, hinting, notAfter;  // by finding
  Phrases deny, denyAfter, doubt, doubtAfter, question, turn, comparison, reserve;
  Phrases lungsClear;
  std::vector<std::size_t> clearLungFindings;
};

const Lexicon& lexicon() {
  static const Lexicon ready = [] {
    Lexicon made;
    for (const FindingWords& one : findingWords()) {
      made.present.push_back(dividedAll(one.present));
      made.normal.push_back(dividedAll(one.normal));
      made.hinting.push_back(dividedAll(one.hinting));
      made.notAfter.push_back(dividedAll(one.notAfter));
    }
    const TurningWords& words = turningWords();
    made.deny = dividedAll(words.deny);
    made.denyAfter = dividedAll(words.denyAfter);
    made.doubt = dividedAll(words.doubt);
    made.doubtAfter = dividedAll(words.doubtAfter);
    made.question = dividedAll(words.question);
    made.turn = dividedAll(words.turn);
    made.comparison = dividedAll(words.comparison);
    made.reserve = dividedAll(words.reserve);
    made.lungsClear = dividedAll({"lungs * clear", "clear lungs", "lungs clear"});
    for (std::size_t i = 0; i < findingWords().size(); ++i) {
      const std::string_view finding = findingWords()[i].finding;
      if (finding == "Consolidation" || finding == "Infiltration" || finding == "Pneumonia" ||
          finding == "Edema")
        made.clearLungFindings.push_back(i);
    }
    return made;
  }();
  return ready;
}

// A finding's words within the sentence.
struct Found {
  std::size_t finding = 0;
  Range words;
  bool normal = false;  // it is denied by what is normal
  bool hinted = false;
  bool wholeLung = false;
};

bool isBefore(const WordList& words, std::size_t at, const Phrases& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const WordList& phrase) {
    return at >= phrase.size() && matchAt(words, at - phrase.size(), phrase) == at;
  });
}

void addFinding(const WordList& words, std::size_t finding, std::vector<Found>& found) {
  const Lexicon& all = lexicon();
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto normal = matchAny(words, at, all.normal[finding]);
    const auto present = matchAny(words, at, all.present[finding]);
    const auto hinted = matchAny(words, at, all.hinting[finding]);
    if (!normal && !present && !hinted) continue;
    const std::size_t end = std::max({normal.value_or(0), present.value_or(0), hinted.value_or(0)});
    // "Heart size is at the upper limits of normal" denies nothing.
    const bool edge = std::any_of(
        words.begin() + static_cast<std::ptrdiff_t>(at), words.begin() + static_cast<std::ptrdiff_t>(end),
        [](std::string_view word) { return word == "upper" || word == "borderline" || word == "top"; });
    if (!(normal && edge) && !isBefore(words, at, all.notAfter[finding]))
      found.push_back({.finding = finding,
                       .words = {at, end},
                       .normal = normal == std::optional(end),
                       .hinted = !present && !normal});
    at = end - 1;
  }
}

std::vector<Found> findingsOf(const WordList& words) {
  std::vector<Found> found;
  for (std::size_t finding = 0; finding < lexicon().present.size(); ++finding)
    addFinding(words, finding, found);
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto end = matchAny(words, at, lexicon().lungsClear);
    if (!end) continue;
    const bool partly = std::any_of(words.begin(), words.end(), [](std::string_view word) {
      return word == "otherwise" || word == "remainder" || word == "except" || word == "grossly" ||
             word == "mostly";
    });
    if (!partly)
      for (const std::size_t finding : lexicon().clearLungFindings)
        found.push_back({.finding = finding, .words = {at, *end}, .normal = true, .wholeLung = true});
    at = *end - 1;
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.words.begin < b.words.begin; });
  return found;
}

// The clause of a finding: between the turns before and after it.
Range clauseOf(const WordList& words, const Range& finding) {
  Range clause{0, words.size()};
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto end = matchAny(words, at, lexicon().turn);
    if (!end) continue;
    if (*end <= finding.begin) clause.begin = *end;
    if (at >= finding.end) clause.end = std::min(clause.end, at);
  }
  return clause;
}

struct Judgement {
  bool denied = false, doubted = false, asked = false, reserved = false;
};

// Whether the word that denies at `at` only says that nothing changed.
bool onlyCompares(const WordList& words, std::size_t at, std::size_t end) {
  for (std::size_t next = at + 1; next < std::min(at + 4, end); ++next)
    if (matchAny(words, next, lexicon().comparison)) return true;
  return false;
}

Judgement judge(const WordList& words, const Range& finding) {
  const Lexicon& all = lexicon();
  const Range clause = clauseOf(words, finding);
  Judgement verdict;
  for (std::size_t at = clause.begin; at < finding.begin; ++at) {
    const auto denies = matchAny(words, at, all.deny);
    if (denies && *denies <= finding.begin && !onlyCompares(words, at, finding.begin)) {
      verdict.denied = true;
      verdict.reserved = false;
    }
    if (verdict.denied && matchAny(words, at, all.reserve)) verdict.reserved = true;
    if (const auto end = matchAny(words, at, all.doubt); end && *end <= finding.begin) verdict.doubted = true;
    if (const auto end = matchAny(words, at, all.question);
        end && *end <= finding.begin && finding.begin - *end < 5)
      verdict.asked = true;
  }
  for (std::size_t at = finding.end; at < clause.end; ++at) {
    if (matchAny(words, at, all.doubtAfter)) {
      verdict.doubted = true;
      break;
    }
    if (matchAny(words, at, all.denyAfter)) verdict.denied = true;
  }
  return verdict;
}

Side sideOfWord(std::string_view word) {
  if (word == "left") return Side::left;
  if (word == "right") return Side::right;
  for (const std::string_view both :
       {"bilateral", "bilaterally", "both", "bibasilar", "bibasal", "biapical", "bilat"})
    if (word == both) return Side::both;
  return Side::unstated;
}

Side joined(Side a, Side b) {
  if (a == Side::unstated || a == b) return b;
  return b == Side::unstated ? a : Side::both;
}

// The side words between the finding and the next limit: a comma, another finding, or `reach` words.
Side sideNear(const WordList& words, const Range& clause, const std::vector<Found>& found,
              const Range& finding) {
  constexpr std::size_t reach = 8;
  const auto isOther = [&](std::size_t at) {
    return std::any_of(found.begin(), found.end(), [&](const Found& other) {
      return !other.wholeLung && at >= other.words.begin && at < other.words.end &&
             (other.words.begin != finding.begin || other.words.end != finding.end);
    });
  };
  Side side = Side::unstated;
  for (std::size_t at = finding.begin; at-- > clause.begin && finding.begin - at <= reach;) {
    if (words[at] == "," || isOther(at)) break;
    side = joined(side, sideOfWord(words[at]));
  }
  for (std::size_t at = finding.begin; at < finding.end; ++at) side = joined(side, sideOfWord(words[at]));
  if (side != Side::unstated) return side;
  for (std::size_t at = finding.end; at < clause.end && at - finding.end < reach; ++at) {
    if (words[at] == "," || isOther(at)) break;
    side = joined(side, sideOfWord(words[at]));
  }
  return side;
}

// Whether two findings share one place: "left basilar atelectasis and/or infiltrate".
bool isJoined(const WordList& words, const Range& first, const Range& second) {
  if (first.end == 0 || second.begin < first.end || second.begin - first.end > 2) return false;
  return std::all_of(words.begin() + static_cast<std::ptrdiff_t>(first.end),
                     words.begin() + static_cast<std::ptrdiff_t>(second.begin), [](std::string_view word) {
                       return word == "and" || word == "or" || word == "and/or" || word == "versus" ||
                              word == "vs";
                     });
}

void addMentions(const std::string& sentence, std::size_t index, std::vector<Mention>& mentions) {
  const WordList words = wordsOf(sentence);
  const auto found = findingsOf(words);
  Range before;
  Side sideBefore = Side::unstated;
  for (const Found& one : found) {
    const Judgement verdict = judge(words, one.words);
    if (verdict.asked && !verdict.denied) continue;
    Mention mention{.finding = one.finding, .sentence = index};
    if (one.normal) {
      // "Not clear", "heart size is not normal": nothing is said for certain.
      if (verdict.denied || verdict.doubted) continue;
      mention.stated = Stated::absent;
      mention.reserved = one.wholeLung;
    } else {
      mention.side = sideNear(words, clauseOf(words, one.words), found, one.words);
      if (mention.side == Side::unstated && isJoined(words, before, one.words)) mention.side = sideBefore;
      mention.stated = verdict.denied                  ? Stated::absent
                       : verdict.doubted || one.hinted ? Stated::possible
                                                       : Stated::present;
      mention.reserved = verdict.denied && verdict.reserved;
      before = one.words;
      sideBefore = mention.side;
    }
    mentions.push_back(mention);
  }
}

bool endsSentence(std::string_view report, std::size_t at) {
  const char c = report[at];
  if (c == ';' || c == '!' || c == '?') return true;
  if (c != '.') return false;
  if (at > 0 && at + 1 < report.size() && isDigit(report[at - 1]) && isDigit(report[at + 1])) return false;
  std::size_t begin = at;
  while (begin > 0 && isLetter(report[begin - 1])) --begin;
  std::string word(report.substr(begin, at - begin));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return word != "dr" && word != "vs";
}

}  // namespace

std::span<const std::string_view> reportedFindings() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> found;
    for (const FindingWords& one : findingWords()) found.push_back(one.finding);
    return found;
  }();
  return names;
}

std::string_view name(Side side) {
  switch (side) {
    case Side::unstated: return "";
    case Side::left: return "left";
    case Side::right: return "right";
    case Side::both: return "both";
  }
  return "";
}

std::vector<std::string> sentencesOf(std::string_view report) {
  std::vector<std::string> sentences(1);
  for (std::size_t at = 0; at < report.size(); ++at) {
    if (endsSentence(report, at)) {
      sentences.emplace_back();
    } else {
      const char c = report[at];
      sentences.back() += c == '\n' || c == '\r' || c == '\t'
                              ? ' '
                              : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  std::erase_if(sentences,
                [](const std::string& text) { return std::none_of(text.begin(), text.end(), isLetter); });
  return sentences;
}

std::vector<Mention> mentionsIn(std::string_view report) {
  const auto sentences = sentencesOf(report);
  std::vector<Mention> mentions;
  for (std::size_t i = 0; i < sentences.size(); ++i) addMentions(sentences[i], i, mentions);
  return mentions;
}

}  // namespace chexgen::text
