#include "core/text/report_findings.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace chexgen::text {
namespace {

struct FindingWords {
  std::string_view finding;
  std::vector<std::string_view> words;  // whole words; a plural s may follow
};

const std::vector<FindingWords>& findingWords() {
  static const std::vector<FindingWords> all{
      {"Atelectasis", {"atelectasis", "atelectases", "atelectatic"}},
      {"Cardiomegaly",
       {"cardiomegaly", "enlarged heart", "enlarged cardiac silhouette", "heart is enlarged",
        "cardiac silhouette is enlarged", "cardiac enlargement"}},
      {"Consolidation", {"consolidation"}},
      {"Edema", {"edema", "oedema"}},
      {"Effusion", {"effusion"}},
      {"Emphysema", {"emphysema", "emphysematous"}},
      {"Fibrosis", {"fibrosis", "fibrotic"}},
      {"Fracture", {"fracture"}},
      {"Hernia", {"hernia"}},
      {"Infiltration", {"infiltrate", "infiltration"}},
      {"Mass", {"mass", "masses"}},
      {"Nodule", {"nodule", "nodular"}},
      {"Pleural Thickening", {"pleural thickening"}},
      {"Pneumonia", {"pneumonia"}},
      {"Pneumothorax", {"pneumothorax", "pneumothoraces"}},
  };
  return all;
}

constexpr std::array<std::string_view, 13> negationsBefore{
    "no",     "not",    "without",  "negative for",  "free of",  "clear of", "absence of",
    "absent", "denies", "resolved", "resolution of", "rule out", "never"};
constexpr std::array<std::string_view, 9> negationsAfter{"resolved",       "cleared",     "ruled out",
                                                         "excluded",       "absent",      "not seen",
                                                         "not identified", "not present", "no longer"};
constexpr std::array<std::string_view, 5> turns{"but", "however", "although", "except", "otherwise"};

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// Where `words` stand as whole words at or after `from`; npos if nowhere.
std::size_t findWords(std::string_view text, std::string_view words, std::size_t from = 0) {
  for (std::size_t at = text.find(words, from); at != std::string_view::npos; at = text.find(words, at + 1)) {
    std::size_t end = at + words.size();
    if (end < text.size() && text[end] == 's') ++end;
    if ((at == 0 || !isWord(text[at - 1])) && (end >= text.size() || !isWord(text[end]))) return at;
  }
  return std::string_view::npos;
}

template <std::size_t size>
bool holdsAny(std::string_view text, const std::array<std::string_view, size>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return findWords(text, phrase) != std::string_view::npos;
  });
}

// The part of `text` after its last turn.
std::string_view afterTurn(std::string_view text) {
  std::size_t begin = 0;
  for (const std::string_view turn : turns) {
    for (std::size_t at = findWords(text, turn); at != std::string_view::npos;
         at = findWords(text, turn, at + turn.size()))
      begin = std::max(begin, at + turn.size());
  }
  return text.substr(begin);
}

// The part of `text` before its first turn.
std::string_view beforeTurn(std::string_view text) {
  std::size_t end = text.size();
  for (const std::string_view turn : turns) end = std::min(end, findWords(text, turn));
  return text.substr(0, end);
}

bool states(std::string_view sentence, std::string_view words) {
  for (std::size_t at = findWords(sentence, words); at != std::string_view::npos;
       at = findWords(sentence, words, at + words.size())) {
    if (!holdsAny(afterTurn(sentence.substr(0, at)), negationsBefore) &&
        !holdsAny(beforeTurn(sentence.substr(at + words.size())), negationsAfter))
      return true;
  }
  return false;
}

// Lower case, split where a sentence ends; the full stop of a decimal number ends none.
std::vector<std::string> sentencesOf(std::string_view report) {
  std::vector<std::string> sentences(1);
  for (std::size_t i = 0; i < report.size(); ++i) {
    const char c = report[i];
    const bool decimal = c == '.' && i > 0 && i + 1 < report.size() &&
                         std::isdigit(static_cast<unsigned char>(report[i - 1])) != 0 &&
                         std::isdigit(static_cast<unsigned char>(report[i + 1])) != 0;
    if ((c == '.' && !decimal) || c == ';' || c == '!' || c == '?') {
      sentences.emplace_back();
    } else {
      sentences.back() +=
          c == '\n' || c == '\r' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return sentences;
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

std::vector<std::string> statedFindings(std::string_view report) {
  const auto sentences = sentencesOf(report);
  std::vector<std::string> found;
  for (const FindingWords& one : findingWords()) {
    const bool stated = std::any_of(sentences.begin(), sentences.end(), [&](const std::string& sentence) {
      return std::any_of(one.words.begin(), one.words.end(),
                         [&](std::string_view words) { return states(sentence, words); });
    });
    if (stated) found.emplace_back(one.finding);
  }
  return found;
}

}  // namespace chexgen::text
