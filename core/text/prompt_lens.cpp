#include "core/text/prompt_lens.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/text/caption_cleaner.h"
#include "core/text/common_subsequence.h"
#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

// One character under which what the cleaner only evens out is equal.
std::uint32_t folded(UChar32 c) {
  if (isSpace(static_cast<char32_t>(c))) return U' ';
  if (u_charType(c) == U_DASH_PUNCTUATION) return U'-';
  switch (c) {
    case U'‘':
    case U'’': return U'\'';
    case U'`':
    case U'´':
    case U'«':
    case U'»':
    case U'“':
    case U'”':
    case U'„':
    case U'¨': return U'"';
    default: return static_cast<std::uint32_t>(u_foldCase(c, U_FOLD_CASE_DEFAULT));
  }
}

struct Characters {
  std::vector<std::uint32_t> folded;
  std::vector<std::size_t> begin;  // byte of each, and the end of the text
};

Characters charactersOf(std::string_view text) {
  Characters characters;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    characters.begin.push_back(static_cast<std::size_t>(i));
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    characters.folded.push_back(folded(c));
  }
  characters.begin.push_back(text.size());
  return characters;
}

using Symbols = std::span<const std::uint32_t>;

// Runs of letters and digits, and every other character by itself, as numbers that are equal for equal words.
struct Words {
  std::vector<std::uint32_t> number;
  std::vector<std::size_t> begin;  // first character of each, and the number of characters
};

using WordNumbers = std::map<std::vector<std::uint32_t>, std::uint32_t>;

Words wordsOf(Symbols characters, WordNumbers& numbers) {
  Words words;
  for (std::size_t i = 0; i < characters.size();) {
    std::size_t end = i + 1;
    const auto isWord = [&](std::size_t k) { return u_isalnum(static_cast<UChar32>(characters[k])) != 0; };
    while (isWord(i) && end < characters.size() && isWord(end)) ++end;
    const auto word = characters.subspan(i, end - i);
    const auto next = static_cast<std::uint32_t>(numbers.size());
    words.number.push_back(numbers.try_emplace({word.begin(), word.end()}, next).first->second);
    words.begin.push_back(i);
    i = end;
  }
  words.begin.push_back(characters.size());
  return words;
}

// Which characters of `typed` survive in `cleaned`. Whole words first: letter by letter alone, the rest of a
// sentence would seem to be made of letters of an address before it.
std::vector<bool> survivors(Symbols typed, Symbols cleaned) {
  WordNumbers numbers;
  const Words typedWords = wordsOf(typed, numbers);
  const Words cleanedWords = wordsOf(cleaned, numbers);
  auto matches = longestCommonSubsequence(typedWords.number, cleanedWords.number);
  matches.push_back({typedWords.number.size(), cleanedWords.number.size()});
  std::vector<bool> survives(typed.size(), false);
  Match gap;
  for (const Match& match : matches) {
    const std::size_t gapBegin = typedWords.begin[gap.first];
    const std::size_t gapEnd = typedWords.begin[match.first];
    const std::size_t cleanedBegin = cleanedWords.begin[gap.second];
    const std::size_t cleanedEnd = cleanedWords.begin[match.second];
    for (const Match& letter :
         longestCommonSubsequence(typed.subspan(gapBegin, gapEnd - gapBegin),
                                  cleaned.subspan(cleanedBegin, cleanedEnd - cleanedBegin))) {
      survives[gapBegin + letter.first] = true;
    }
    if (match.first == typedWords.number.size()) break;
    std::fill(survives.begin() + static_cast<std::ptrdiff_t>(gapEnd),
              survives.begin() + static_cast<std::ptrdiff_t>(typedWords.begin[match.first + 1]), true);
    gap = {match.first + 1, match.second + 1};
  }
  return survives;
}

// Of equal alternatives (removing ".org for" or "for.org" of "for.org for"), the one that begins and ends
// between words: moves each removed stretch along the characters that repeat around it.
void alignWithWords(Symbols typed, std::vector<bool>& survives) {
  const auto isBetweenWords = [&](std::size_t i) {
    return i == 0 || i == typed.size() || typed[i - 1] == U' ' || typed[i] == U' ';
  };
  for (std::size_t begin = 0; begin < typed.size();) {
    std::size_t end = begin;
    while (end < typed.size() && !survives[end]) ++end;
    std::size_t back = 0;
    while (!(isBetweenWords(begin - back) && isBetweenWords(end - back)) && begin > back &&
           survives[begin - back - 1] && typed[begin - back - 1] == typed[end - back - 1]) {
      ++back;
    }
    if (end > begin && back > 0 && isBetweenWords(begin - back) && isBetweenWords(end - back)) {
      for (std::size_t i = 1; i <= back; ++i) {
        survives[begin - i] = false;
        survives[end - i] = true;
      }
    }
    begin = end + 1;
  }
}

}  // namespace

std::vector<ByteRange> removedRanges(std::string_view typed, std::string_view cleaned) {
  const Characters before = charactersOf(typed);
  const Characters after = charactersOf(cleaned);
  std::vector<bool> survives = survivors(before.folded, after.folded);
  alignWithWords(before.folded, survives);
  std::vector<ByteRange> removed;
  for (std::size_t i = 0; i < survives.size(); ++i) {
    if (survives[i]) continue;
    if (!removed.empty() && removed.back().end == before.begin[i]) {
      removed.back().end = before.begin[i + 1];
    } else {
      removed.push_back({before.begin[i], before.begin[i + 1]});
    }
  }
  return removed;
}

base::Result<PromptLens> examinePrompt(std::string_view typed, const Tokenizer& tokenizer,
                                       std::size_t tokenLimit) {
  if (tokenLimit == 0) {
    return base::fail(base::ErrorCode::argumentInvalid, "A prompt needs room for at least its end token.");
  }
  PromptLens lens;
  CHEXGEN_ASSIGN(lens.cleaned, cleanPrompt(typed));
  CHEXGEN_ASSIGN(lens.tokens, tokenizer.tokenize(lens.cleaned));
  lens.removed = removedRanges(typed, lens.cleaned);
  lens.tokensUsed = lens.tokens.size() + 1;
  lens.tokenLimit = tokenLimit;
  if (lens.tokensUsed > tokenLimit) lens.cut = lens.tokens[tokenLimit - 1].begin;
  return lens;
}

}  // namespace chexgen::text
