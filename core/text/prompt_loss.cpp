#include "core/text/prompt_loss.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "core/text/demographics.h"

namespace chexgen::text {
namespace {

constexpr std::size_t exampleCharacters = 24;

// Calls `see(code point, byte, bytes)` for each character of [begin, end).
template <class See>
void forEachCharacter(std::string_view text, std::size_t begin, std::size_t end, const See& see) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(std::min(end, text.size()));
  for (auto at = static_cast<std::int32_t>(begin); at < length;) {
    const auto first = static_cast<std::size_t>(at);
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, at, length, c);
    see(c, first, static_cast<std::size_t>(at) - first);
  }
}

// Letters, digits and pictures, which say something; a dash, a bracket or a mark of a list does not.
bool isMeaning(UChar32 c) {
  if (u_isalnum(c) != 0) return true;
  return u_charType(c) == U_OTHER_SYMBOL || u_charType(c) == U_UNASSIGNED ||
         u_charType(c) == U_PRIVATE_USE_CHAR;
}

std::size_t meaningIn(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t count = 0;
  forEachCharacter(text, begin, end,
                   [&](UChar32 c, std::size_t, std::size_t) { count += isMeaning(c) ? 1U : 0U; });
  return count;
}

// The characters of [begin, end), shortened, control characters as spaces.
std::string shortened(std::string_view text, std::size_t begin, std::size_t end) {
  std::string part;
  std::size_t count = 0;
  bool more = false;
  forEachCharacter(text, begin, end, [&](UChar32 c, std::size_t at, std::size_t size) {
    if (count++ >= exampleCharacters) {
      more = true;
      return;
    }
    if (u_iscntrl(c) != 0 || u_isUWhiteSpace(c) != 0)
      part += ' ';
    else if (c == 0xFFFD)
      part += "\xEF\xBF\xBD";
    else
      part += text.substr(at, size);
  });
  const auto first = part.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  part = part.substr(first, part.find_last_not_of(' ') - first + 1);
  return more ? part + "…" : part;
}

// Letters of other scripts; Greek ones are signs that English reports use.
std::size_t foreignIn(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t count = 0;
  forEachCharacter(text, begin, end, [&](UChar32 c, std::size_t, std::size_t) {
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c, &error);
    const bool usual = script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_COMMON ||
                       script == USCRIPT_INHERITED;
    count += u_isalpha(c) != 0 && !usual ? 1U : 0U;
  });
  return count;
}

// The words that a token belongs to.
std::string wordAround(std::string_view text, std::size_t begin, std::size_t end) {
  while (begin > 0 && text[begin - 1] != ' ') --begin;
  while (end < text.size() && text[end] != ' ') ++end;
  return shortened(text, begin, end);
}

// The last whole words of text[0, end), about three.
std::string wordsBefore(std::string_view text, std::size_t end) {
  constexpr int words = 3;
  std::string_view read = text.substr(0, end);
  const bool inside = end > 0 && end < text.size() && text[end - 1] != ' ' && text[end] != ' ';
  // Of a word that is cut in two, the beginning says nothing.
  if (const std::size_t space = read.rfind(' '); inside && space != std::string_view::npos)
    read = read.substr(0, space);
  while (!read.empty() && read.back() == ' ') read.remove_suffix(1);
  std::size_t begin = read.size();
  for (int i = 0; i < words && begin > 0; ++i) {
    const std::size_t space = read.rfind(' ', begin - 1);
    begin = space == std::string_view::npos ? 0 : space;
  }
  std::string_view last = read.substr(begin);
  while (!last.empty() && last.front() == ' ') last.remove_prefix(1);
  return std::string(last);
}

std::string plural(std::size_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

}  // namespace

int percentOf(double share) {
  if (share <= 0) return 0;
  return share < 1 ? static_cast<int>(std::clamp(std::round(100 * share), 1.0, 99.0)) : 100;
}

double PromptLoss::share() const {
  return characters == 0 ? 0
                         : static_cast<double>(removed + unread + foreign) / static_cast<double>(characters);
}

PromptLoss promptLoss(std::string_view typed, const PromptLens& lens, const Tokenizer& tokenizer) {
  PromptLoss loss{.promptTokens = lens.tokensUsed, .tokenLimit = lens.tokenLimit};
  const std::size_t begin = prefixEnd(typed);
  loss.characters = meaningIn(typed, begin, typed.size());
  for (const ByteRange& range : lens.removed) {
    const std::size_t from = std::max(range.begin, begin);
    if (range.end <= from) continue;
    const std::size_t gone = meaningIn(typed, from, range.end);
    if (gone > 0 && loss.example.empty()) loss.example = shortened(typed, from, range.end);
    loss.removed += gone;
  }
  const std::size_t cleanedBegin = begin == 0 ? 0 : prefixEnd(lens.cleaned);
  std::string unknownExample;
  std::size_t lettersLeft = 0;
  for (const Token& token : lens.tokens) {
    if (token.end <= cleanedBegin) continue;
    ++loss.tokens;
    const std::size_t meaning = meaningIn(lens.cleaned, token.begin, token.end);
    if (tokenizer.isUnknown(token.id) && meaning > 0) {
      ++loss.unknown;
      loss.unread += meaning;
      if (unknownExample.empty()) unknownExample = shortened(lens.cleaned, token.begin, token.end);
    } else if (!tokenizer.isUnknown(token.id)) {
      const std::size_t foreign = foreignIn(lens.cleaned, token.begin, token.end);
      if (foreign > 0 && unknownExample.empty())
        unknownExample = wordAround(lens.cleaned, token.begin, token.end);
      loss.foreign += foreign;
      forEachCharacter(lens.cleaned, token.begin, token.end, [&](UChar32 c, std::size_t, std::size_t) {
        lettersLeft += u_isalpha(c) != 0 ? 1U : 0U;
      });
    }
  }
  // The cleaner may write one sign as several, so that more is lost than was typed.
  loss.removed = std::min(loss.removed, loss.characters);
  loss.unread = std::min(loss.unread, loss.characters - loss.removed);
  loss.foreign = std::min(loss.foreign, loss.characters - loss.removed - loss.unread);
  if (loss.example.empty()) loss.example = unknownExample;
  loss.empty = loss.characters == 0;
  loss.prefixed = begin > 0;
  loss.nothingLeft = !loss.empty && lettersLeft == 0;
  if (lens.cut) {
    loss.cut = lens.tokensUsed - lens.tokenLimit;
    loss.lastWords = wordsBefore(lens.cleaned, *lens.cut);
  }
  return loss;
}

base::Result<PromptLoss> promptLoss(std::string_view typed, const Tokenizer& tokenizer,
                                    std::size_t tokenLimit) {
  CHEXGEN_ASSIGN(const PromptLens lens, examinePrompt(typed, tokenizer, tokenLimit));
  return promptLoss(typed, lens, tokenizer);
}

tl::unexpected<base::Error> failUnreadable(const PromptLoss& loss) {
  return base::fail(base::ErrorCode::argumentInvalid,
                    loss.empty ? "The report has no word." : unreadRemark(loss).value_or(""), {},
                    "Nothing was made.",
                    "Write the report in English and in Latin letters, as the model learned it.");
}

std::optional<std::string> unreadRemark(const PromptLoss& loss) {
  const std::string example = loss.example.empty() ? "" : ", for example \"" + loss.example + "\"";
  if (loss.nothingLeft) return "Nothing that the model can read is left of the report" + example + ".";
  if (loss.removed + loss.unread + loss.foreign == 0) return std::nullopt;
  std::string what;
  const auto add = [&](const std::string& part) { what.append(what.empty() ? "" : " and ").append(part); };
  if (loss.removed > 0)
    add(std::to_string(loss.removed) + " of " + plural(loss.characters, "character") +
        " taken out in cleaning");
  if (loss.unknown > 0)
    add(std::to_string(loss.unknown) + " of " + plural(loss.tokens, "token") + " unknown to it");
  if (loss.foreign > 0)
    add(std::to_string(loss.foreign) + " of " + plural(loss.characters, "character") +
        " of another script than Latin");
  return "The model cannot read " + std::to_string(percentOf(loss.share())) + " % of the report: " + what +
         example + ".";
}

std::optional<std::string> cutRemark(const PromptLoss& loss) {
  if (loss.cut == 0) return std::nullopt;
  return "The prompt has " + std::to_string(loss.promptTokens) + " tokens and the model reads " +
         std::to_string(loss.tokenLimit) + ": " + plural(loss.cut, "token") +
         (loss.cut == 1 ? " is" : " are") + " cut after \"… " + loss.lastWords + "\".";
}

std::vector<std::string> remarksOn(const PromptLoss& loss) {
  std::vector<std::string> remarks;
  if (auto unread = unreadRemark(loss)) remarks.push_back(std::move(*unread));
  if (auto cut = cutRemark(loss)) remarks.push_back(std::move(*cut));
  return remarks;
}

}  // namespace chexgen::text
