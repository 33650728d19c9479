#include "core/text/report_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

namespace chexgen::text {
namespace {

bool isWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '\''; }

// Only what has one meaning in a report of a chest radiograph: "PE" is an effusion or an embolism, "CHF" is
// none of the findings.
const std::map<std::string_view, ReportWords>& shortForms() {
  static const std::map<std::string_view, ReportWords> forms{
      {"r", {"right"}},
      {"l", {"left"}},
      {"rt", {"right"}},
      {"lt", {"left"}},
      {"b/l", {"bilateral"}},
      {"bilat", {"bilateral"}},
      {"rul", {"right", "upper", "lobe"}},
      {"rml", {"right", "middle", "lobe"}},
      {"rll", {"right", "lower", "lobe"}},
      {"lul", {"left", "upper", "lobe"}},
      {"lll", {"left", "lower", "lobe"}},
      {"ruz", {"right", "upper", "zone"}},
      {"rmz", {"right", "middle", "zone"}},
      {"rlz", {"right", "lower", "zone"}},
      {"luz", {"left", "upper", "zone"}},
      {"lmz", {"left", "middle", "zone"}},
      {"llz", {"left", "lower", "zone"}},
      {"ptx", {"pneumothorax"}},
      {"ptxs", {"pneumothoraces"}},
      {"pna", {"pneumonia"}},
      {"fx", {"fracture"}},
      {"fxs", {"fractures"}},
      {"pleff", {"effusion"}},
      {"eff", {"effusion"}},
      {"effs", {"effusions"}},
      {"atel", {"atelectasis"}},
      {"consol", {"consolidation"}},
      {"pl", {"pleural"}},
      {"cp", {"costophrenic"}},
      {"w/o", {"without"}},
      {"w/", {"with"}},
      {"s/p", {"status", "post"}},
      {"c/w", {"consistent", "with"}},
      {"h/o", {"history", "of"}},
      {"hx", {"history"}},
      {"e/o", {"evidence", "of"}},
      {"neg", {"negative"}},
      {"nl", {"normal"}},
      {"wnl", {"within", "normal", "limits"}},
      {"poss", {"possible"}},
      {"prob", {"probable"}},
      {"susp", {"suspected"}},
  };
  return forms;
}

// Short forms with a slash that are one word.
bool isOneWithSlash(std::string_view word) {
  static constexpr std::array<std::string_view, 10> known{"and/or", "r/o", "n/a", "t/l", "c/t",
                                                          "f/u",    "d/t", "y/o", "c/o", "d/c"};
  return shortForms().contains(word) || std::find(known.begin(), known.end(), word) != known.end();
}

bool isNumber(std::string_view word) {
  return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
}

void addWord(std::string_view word, ReportWords& words) {
  if (word.size() > 3 && word.ends_with("n't")) return words.push_back("not");
  const auto form = shortForms().find(word);
  const bool isLitre = (word == "l" || word == "r") && !words.empty() && isNumber(words.back());  // "2 L O2"
  if (form == shortForms().end() || isLitre) return words.push_back(word);
  words.insert(words.end(), form->second.begin(), form->second.end());
}

}  // namespace

ReportWords reportWords(std::string_view sentence) {
  ReportWords words;
  for (std::size_t at = 0; at < sentence.size();) {
    const char c = sentence[at];
    const bool isDash = c == '-' && at > 0 && sentence[at - 1] == ' ' && sentence.substr(at + 1, 1) == " ";
    if (c == ',' || c == ':' || c == '?' || c == '=' || isDash) {
      words.push_back(isDash || c == '=' ? std::string_view(":") : sentence.substr(at, 1));
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < sentence.size() && isWordCharacter(sentence[end])) ++end;
    if (end == at) {
      ++at;
      continue;
    }
    // With what a slash joins, where the whole is one word.
    std::size_t joined = end;
    if (joined < sentence.size() && sentence[joined] == '/') {
      ++joined;
      while (joined < sentence.size() && isWordCharacter(sentence[joined])) ++joined;
    }
    const std::string_view whole = sentence.substr(at, joined - at);
    if (joined > end && isOneWithSlash(whole)) {
      addWord(whole, words);
      at = joined;
      continue;
    }
    addWord(sentence.substr(at, end - at), words);
    at = end;
    if (joined > end + 1) {
      words.push_back("/");
      ++at;
    }
  }
  return words;
}

}  // namespace chexgen::text
