#include "core/text/prompt_prefix.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace chexgen::text {
namespace {

bool isBlankByte(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool isLetterByte(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool isDigitByte(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

class PrefixReader {
 public:
  explicit PrefixReader(std::string_view text) : text_(text) {}

  PromptPrefix read() {
    PromptPrefix prefix;
    for (skipBlanks(); readEntry(prefix);) prefix.end = at_;
    return prefix;
  }

 private:
  [[nodiscard]] char here(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void skipBlanks() {
    while (at_ < text_.size() && isBlankByte(text_[at_])) ++at_;
  }

  // "sex :"; the reader stands behind the colon, or where it stood.
  std::string readKey() {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> keys{{{"sex", "sex"},
                                                                                        {"gender", "sex"},
                                                                                        {"age", "age"},
                                                                                        {"race", "race"},
                                                                                        {"ethnicity", "race"},
                                                                                        {"view", "view"}}};
    const std::size_t begin = at_;
    std::string word;
    while (isLetterByte(here()) && word.size() < 12)
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(text_[at_++])));
    while (here() == ' ') ++at_;
    const auto* const key =
        std::find_if(keys.begin(), keys.end(), [&](const auto& one) { return one.first == word; });
    if (here() == ':' && key != keys.end()) {
      ++at_;
      return std::string(key->second);
    }
    at_ = begin;
    return {};
  }

  // A full stop inside "70.5" or "p.a" ends nothing.
  [[nodiscard]] bool pointBelongs() const {
    if (at_ == 0 || at_ + 1 >= text_.size()) return false;
    const char before = text_[at_ - 1], after = text_[at_ + 1];
    if (isDigitByte(before) && isDigitByte(after)) return true;
    return isLetterByte(before) && isLetterByte(after) && (at_ < 2 || !isLetterByte(text_[at_ - 2]));
  }

  bool readEntry(PromptPrefix& prefix) {
    constexpr std::size_t longestValue = 48;
    const std::size_t begin = at_;
    PrefixEntry entry{.key = readKey(), .value = {}};
    if (entry.key.empty()) return false;
    while (at_ < text_.size() && entry.value.size() <= longestValue) {
      const char c = text_[at_];
      if (c == ',' || c == ';' || c == '\n' || (c == '.' && !pointBelongs())) break;
      entry.value += c;
      ++at_;
    }
    if (entry.value.size() > longestValue) {
      at_ = begin;
      return false;
    }
    // "m., age:70" ends with its comma.
    while (at_ < text_.size() && (here() == '.' || here() == ',' || here() == ';' || isBlankByte(here())))
      ++at_;
    while (!entry.value.empty() && isBlankByte(entry.value.front())) entry.value.erase(0, 1);
    while (!entry.value.empty() && isBlankByte(entry.value.back())) entry.value.pop_back();
    prefix.entries.push_back(std::move(entry));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

PromptPrefix prefixOf(std::string_view report) { return PrefixReader(report).read(); }

}  // namespace chexgen::text
