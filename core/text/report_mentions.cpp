#include "core/text/report_mentions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/text/finding_words.h"
#include "core/text/report_sentences.h"
#include "core/text/report_words.h"

namespace chexgen::text {
namespace {

using WordList = ReportWords;

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

// The clause of a finding: between the turns before and after it, and no further than a sentence ever goes.
Range clauseOf(const WordList& words, const Range& finding) {
  constexpr std::size_t reach = 80;
  Range clause{finding.begin - std::min(finding.begin, reach), std::min(words.size(), finding.end + reach)};
  for (std::size_t at = clause.begin; at < std::min(words.size(), finding.end + reach); ++at) {
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

bool isAny(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool isVerb(std::string_view word) {
  return isAny(word, {"is", "are", "was", "were", "has", "have", "had", "remains", "remain", "persists",
                      "persist", "appears", "appear", "continues", "continue"});
}

// Whether the word that denies at `at` only says that nothing changed, or takes a denial back: "not
// resolved".
bool onlyCompares(const WordList& words, std::size_t at, std::size_t end) {
  constexpr std::size_t reach = 5;
  for (std::size_t next = at + 1; next < std::min(at + reach, end); ++next)
    if (matchAny(words, next, lexicon().comparison)) return true;
  return false;
}

// "Not yet resolved", "near complete resolution of", "to document resolution of": what is left is there.
bool isUnfinished(const WordList& words, std::size_t at) {
  if (!isAny(words[at], {"resolved", "cleared", "resolution", "disappeared"})) return false;
  constexpr std::size_t reach = 4;
  for (std::size_t before = at; before-- > 0 && at - before <= reach;) {
    if (words[before] == ",") return false;
    if (isAny(words[before],
              {"not", "never", "no", "without", "incompletely", "incomplete", "partially", "partial",
               "partly", "nearly", "near", "almost", "mostly", "until", "ensure", "document", "confirm"}))
      return true;
  }
  return false;
}

// Judges what a sentence says of one of its findings.
class Judge {
 public:
  // `starts` says of each word whether a finding begins with it.
  Judge(const WordList& words, const std::vector<Found>& found, const std::vector<bool>& starts,
        const Range& finding)
      : words_(words),
        found_(found),
        starts_(starts),
        finding_(finding),
        clause_(fieldClause(clauseOf(words, finding))) {}

  [[nodiscard]] Judgement run() {
    lookBefore();
    lookBehind();
    return verdict_;
  }

 private:
  // "Pneumothorax: absent, effusion: small": each field is a clause of its own.
  [[nodiscard]] Range fieldClause(Range clause) const {
    if (finding_.end >= words_.size() || words_[finding_.end] != ":") return clause;
    for (std::size_t at = clause.begin; at < finding_.begin; ++at)
      if (words_[at] == ",") clause.begin = at + 1;
    return clause;
  }

  [[nodiscard]] bool isFindingBefore(std::size_t at) const {
    return std::any_of(found_.begin(), found_.end(), [&](const Found& other) {
      return isOther(other) && other.words.begin >= clause_.begin && other.words.end <= at;
    });
  }

  // Where the reach of a denial before another finding ends: "no pneumothorax and the effusion is larger",
  // "no pneumothorax, small left effusion"; but not "no pneumothorax, large effusion, or nodule".
  [[nodiscard]] std::size_t ownBegin() const {
    constexpr std::size_t verbReach = 4;
    const auto first = words_.begin();
    const auto behind = first + static_cast<std::ptrdiff_t>(std::min(clause_.end, finding_.end + verbReach));
    const bool isSubject = std::any_of(first + static_cast<std::ptrdiff_t>(finding_.end), behind, isVerb);
    for (std::size_t at = finding_.begin; at-- > clause_.begin;) {
      if ((words_[at] != "," && words_[at] != "and") || !isFindingBefore(at)) continue;
      if (words_[at + 1] == "the" && isSubject) return at + 1;
      const bool isList = std::any_of(
          first + static_cast<std::ptrdiff_t>(at), first + static_cast<std::ptrdiff_t>(clause_.end),
          [](std::string_view word) { return word == "or" || word == "nor" || word == "and/or"; });
      if (words_[at] == "," && !isList &&
          isAny(words_[at + 1], {"left", "right", "bilateral", "bibasilar", "small", "mild", "moderate",
                                 "large", "minimal", "trace", "tiny", "slight", "severe", "stable",
                                 "unchanged", "persistent", "increasing", "worsening"}))
        return at + 1;
      return clause_.begin;
    }
    return clause_.begin;
  }

  [[nodiscard]] bool isOther(const Found& other) const {
    return !other.wholeLung && (other.words.begin != finding_.begin || other.words.end != finding_.end);
  }

  void lookBefore() {
    const Lexicon& all = lexicon();
    for (std::size_t at = ownBegin(); at < finding_.begin; ++at) {
      const auto denies = matchAny(words_, at, all.deny);
      if (denies && *denies <= finding_.begin && !onlyCompares(words_, at, finding_.begin) &&
          !isUnfinished(words_, at) && !belongsToEarlier(at)) {
        verdict_.denied = true;
        verdict_.reserved = false;
      }
      if (verdict_.denied && matchAny(words_, at, all.reserve)) verdict_.reserved = true;
      if (const auto end = matchAny(words_, at, all.doubt); end && *end <= finding_.begin)
        verdict_.doubted = true;
      if (const auto end = matchAny(words_, at, all.question);
          end && *end <= finding_.begin && finding_.begin - *end < 5)
        verdict_.asked = true;
    }
  }

  // "The effusion has resolved, with new atelectasis": said of the finding before it.
  [[nodiscard]] bool belongsToEarlier(std::size_t at) const {
    constexpr std::size_t reach = 4;
    if (!matchAny(words_, at, lexicon().denyAfter)) return false;
    return std::any_of(found_.begin(), found_.end(), [&](const Found& other) {
      const std::size_t end = other.words.end;
      if (other.normal || other.words.begin >= finding_.begin || end > at || at - end > reach) return false;
      return end == at || words_[end] == ":" ||
             std::any_of(words_.begin() + static_cast<std::ptrdiff_t>(end),
                         words_.begin() + static_cast<std::ptrdiff_t>(at), isVerb);
    });
  }

  void lookBehind() {
    if (valueDenies()) verdict_.denied = true;
    bool verb = false;
    bool anotherBetween = false;
    for (std::size_t at = finding_.end; at < clause_.end; ++at) {
      if (startsOther(at)) {
        if (verb) return;  // what follows is said of the other
        anotherBetween = true;
      }
      verb = verb || isVerb(words_[at]);
      if (matchAny(words_, at, lexicon().doubtAfter)) {
        verdict_.doubted = true;
        return;
      }
      if (!matchAny(words_, at, lexicon().denyAfter)) continue;
      if (isUnfinished(words_, at)) return;
      if (!(anotherBetween && isSaidOfOne(at))) verdict_.denied = true;
    }
  }

  [[nodiscard]] bool startsOther(std::size_t at) const { return at >= finding_.end && starts_[at]; }

  // "Small effusion, the pneumothorax has resolved"; but "effusion or pneumothorax is not seen".
  [[nodiscard]] bool isSaidOfOne(std::size_t at) const {
    const auto between = [&](std::string_view word) {
      return std::find(words_.begin() + static_cast<std::ptrdiff_t>(finding_.end),
                       words_.begin() + static_cast<std::ptrdiff_t>(at),
                       word) != words_.begin() + static_cast<std::ptrdiff_t>(at);
    };
    return (between("has") || between("is") || between("was")) && !between("or") && !between("nor");
  }

  // "Effusion: none", "effusion none", "pneumothorax on the left: absent".
  [[nodiscard]] bool valueDenies() const {
    constexpr std::size_t reach = 4;
    const std::size_t end = std::min(clause_.end, finding_.end + reach + 1);
    std::size_t at = finding_.end;
    while (at < end && words_[at] != ":" && !startsOther(at) && !isVerb(words_[at])) ++at;
    at = at < end && words_[at] == ":" ? at + 1 : finding_.end;
    if (at >= clause_.end) return false;
    if (isAny(words_[at], {"none", "nil", "absent", "negative", "nothing"})) return true;
    return words_[at] == "no" && (at + 1 == clause_.end || words_[at + 1] == ",");
  }

  const WordList& words_;
  const std::vector<Found>& found_;
  const std::vector<bool>& starts_;
  const Range finding_;
  const Range clause_;
  Judgement verdict_;
};

Side sideOfWord(std::string_view word) {
  if (word == "left" || word == "lingula" || word == "lingular") return Side::left;
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

// Whether two findings share one place: "left basilar atelectasis and/or infiltrate".
bool isJoined(const WordList& words, const Range& first, const Range& second) {
  if (first.end == 0 || second.begin < first.end || second.begin - first.end > 2) return false;
  return std::all_of(words.begin() + static_cast<std::ptrdiff_t>(first.end),
                     words.begin() + static_cast<std::ptrdiff_t>(second.begin), [](std::string_view word) {
                       return word == "and" || word == "or" || word == "and/or" || word == "versus" ||
                              word == "vs" || word == "/";
                     });
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
  // "Effusion on the left and atelectasis": where another finding lies.
  const auto isPlaceOfOther = [&](std::size_t at) {
    if (sideOfWord(words[at]) == Side::unstated || at < clause.begin + 2 || words[at - 1] != "the")
      return false;
    return isAny(words[at - 2], {"on", "in", "at", "to"}) &&
           std::any_of(found.begin(), found.end(), [&](const Found& other) {
             return !other.wholeLung && other.words.begin >= clause.begin && other.words.end <= at - 2;
           });
  };
  Side side = Side::unstated;
  for (std::size_t at = finding.begin; at-- > clause.begin && finding.begin - at <= reach;) {
    if (words[at] == "," || isOther(at) || isPlaceOfOther(at)) break;
    side = joined(side, sideOfWord(words[at]));
  }
  for (std::size_t at = finding.begin; at < finding.end; ++at) side = joined(side, sideOfWord(words[at]));
  if (side != Side::unstated) return side;
  // "Effusion/atelectasis at the left base": the place of both.
  std::size_t begin = finding.end;
  for (const Found& other : found)
    if (isJoined(words, {finding.begin, begin}, other.words) && other.words.begin == begin + 1)
      begin = other.words.end;
  // "Nodule, right upper lobe": a place between commas.
  const auto isPlace = [&](std::size_t comma) {
    if (comma + 1 >= clause.end || sideOfWord(words[comma + 1]) == Side::unstated) return false;
    for (std::size_t at = comma + 1; at < clause.end && words[at] != ","; ++at)
      if (isOther(at)) return false;
    return true;
  };
  for (std::size_t at = begin; at < clause.end && at - begin < reach; ++at) {
    if ((words[at] == "," && !isPlace(at)) || isOther(at)) break;
    side = joined(side, sideOfWord(words[at]));
  }
  return side;
}

void addMentions(const std::string& sentence, std::size_t index, std::vector<Mention>& mentions) {
  const WordList words = reportWords(sentence);
  const auto found = findingsOf(words);
  std::vector<bool> starts(words.size(), false);
  for (const Found& one : found)
    if (!one.wholeLung) starts[one.words.begin] = true;
  Range before;
  Side sideBefore = Side::unstated;
  for (const Found& one : found) {
    const Judgement verdict = Judge(words, found, starts, one.words).run();
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
  std::vector<std::string> sentences;
  for (ReportSentence& one : reportSentences(report)) sentences.push_back(std::move(one.text));
  return sentences;
}

std::vector<Mention> mentionsIn(std::string_view report) {
  const auto sentences = reportSentences(report);
  std::vector<Mention> mentions;
  for (std::size_t i = 0; i < sentences.size(); ++i)
    if (!sentences[i].background) addMentions(sentences[i].text, i, mentions);
  return mentions;
}

}  // namespace chexgen::text
