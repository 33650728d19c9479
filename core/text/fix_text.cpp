#include "core/text/fix_text.h"

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

#include <unicode/normalizer2.h>

#include "core/text/html_entities.h"
#include "core/text/mojibake.h"
#include "core/text/python_text.h"
#include "core/text/single_byte_encoding.h"

namespace chexgen::text {
namespace {

using namespace std::string_view_literals;

icu::UnicodeString normalized(const icu::UnicodeString& text, const icu::Normalizer2* (*form)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString result = form(status)->normalize(text, status);
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
  return result;
}

using Replacements = std::unordered_map<char16_t, icu::UnicodeString>;

void addLigatures(Replacements& replacements) {
  // Typographic ligatures, and digraphs that are one character only for the sake of old encodings.
  replacements.insert({{u'Ĳ', u"IJ"},      {u'ĳ', u"ij"}, {u'ŉ', u"\u02BCn"}, {u'Ǳ', u"DZ"},
                       {u'ǲ', u"Dz"},      {u'ǳ', u"dz"}, {u'Ǆ', u"D\u017D"}, {u'ǅ', u"D\u017E"},
                       {u'ǆ', u"d\u017E"}, {u'Ǉ', u"LJ"}, {u'ǈ', u"Lj"},      {u'ǉ', u"lj"},
                       {u'Ǌ', u"NJ"},      {u'ǋ', u"Nj"}, {u'ǌ', u"nj"},      {u'ﬀ', u"ff"},
                       {u'ﬁ', u"fi"},      {u'ﬂ', u"fl"}, {u'ﬃ', u"ffi"},     {u'ﬄ', u"ffl"},
                       {u'ﬅ', u"\u017Ft"}, {u'ﬆ', u"st"}});
}

void addWidths(Replacements& replacements) {
  replacements.emplace(char16_t{0x3000}, u" ");
  for (char16_t form = 0xFF01; form < 0xFFF0; ++form) {
    const icu::UnicodeString narrow(form);
    icu::UnicodeString usual = normalized(narrow, &icu::Normalizer2::getNFKCInstance);
    if (usual != narrow) replacements.emplace(form, std::move(usual));
  }
}

void addQuotes(Replacements& replacements) {
  for (const char16_t quote : u"\u201C\u201D\u201E\u201F"sv) replacements.emplace(quote, u"\"");
  for (const char16_t quote : u"\u02BC\u2018\u2019\u201A\u201B"sv) replacements.emplace(quote, u"'");
}

void addLineBreaks(Replacements& replacements) {
  replacements.insert({{u'\r', u"\n"}, {char16_t{0x85}, u"\n"}, {u'\u2028', u"\n"}, {u'\u2029', u"\n"}});
}

icu::UnicodeString replaced(const icu::UnicodeString& text, const Replacements& replacements) {
  icu::UnicodeString result;
  for (std::int32_t i = 0; i < text.length(); ++i) {
    const bool plain = text[i] < 0x80 && text[i] != u'\r';
    const auto found = plain ? replacements.end() : replacements.find(text[i]);
    if (found == replacements.end()) {
      result.append(text[i]);
    } else {
      result.append(found->second);
    }
  }
  return result;
}

// Each step sees what the one before it wrote: the half-width Katakana mark or the apostrophe that a digraph
// leaves behind is taken up by the next.
icu::UnicodeString withUsualCharacters(const icu::UnicodeString& text) {
  static const std::array<Replacements, 4> steps = [] {
    std::array<Replacements, 4> tables;
    addLigatures(tables[0]);
    addWidths(tables[1]);
    addQuotes(tables[2]);
    addLineBreaks(tables[3]);
    return tables;
  }();
  icu::UnicodeString result = replaced(text, steps[0]);
  result = replaced(result, steps[1]);
  result = replaced(result, steps[2]);
  result.findAndReplace(u"\r\n", u"\n");
  return replaced(result, steps[3]);
}

icu::UnicodeString withoutC1(const icu::UnicodeString& text) {
  icu::UnicodeString result(text);
  for (std::int32_t i = 0; i < result.length(); ++i) {
    if (result[i] >= 0x80 && result[i] <= 0x9F) {
      result.setCharAt(i, windows1252(static_cast<unsigned char>(result[i])));
    }
  }
  return result;
}

// Controls that do not act on text; white space and what shapes glyphs stays.
bool isIdleControl(char16_t c) {
  return c <= 0x08 || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || (c >= 0x206A && c <= 0x206F) ||
         c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
}

icu::UnicodeString withoutControls(const icu::UnicodeString& text) {
  static const Pattern terminalEscape(u"\\u001B\\[(?:\\d|;)*[a-zA-Z]");
  icu::UnicodeString result(text);
  terminalEscape.replaceAll(result, u"");
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < result.length(); ++i) {
    if (!isIdleControl(result[i])) kept.append(result[i]);
  }
  return kept;
}

// An ampersand that was escaped hundreds of times over unwraps by one layer a round, while everything else
// settles in a handful of rounds; the layers that nobody would notice go at once.
void shortenAmpersandChains(icu::UnicodeString& text) {
#define AMPERSAND u"(?:(?:amp|AMP|#0{0,20}38|#[xX]0{0,20}26);)"
  static const Pattern chain(u"(&" AMPERSAND u"{64})" AMPERSAND u"++");
#undef AMPERSAND
  if (text.indexOf(u'&') >= 0) chain.replaceAll(text, u"$1");
}

icu::UnicodeString fixLine(const icu::UnicodeString& line, bool isHtml) {
  icu::UnicodeString fixed(line);
  while (true) {
    icu::UnicodeString next(fixed);
    if (!isHtml) {
      shortenAmpersandChains(next);
      next = unescapeCompleteReferences(next);
    }
    next = withoutC1(repairEncoding(next));
    next = withoutControls(withUsualCharacters(next));
    next = normalized(next, &icu::Normalizer2::getNFCInstance);
    if (next == fixed) return fixed;
    fixed = std::move(next);
  }
}

}  // namespace

icu::UnicodeString fixText(const icu::UnicodeString& text) {
  icu::UnicodeString fixed;
  bool isHtml = false;
  for (std::int32_t begin = 0; begin < text.length();) {
    const std::int32_t newline = text.indexOf(u'\n', begin);
    const std::int32_t end = newline < 0 ? text.length() : newline + 1;
    const icu::UnicodeString line = text.tempSubStringBetween(begin, end);
    isHtml = isHtml || line.indexOf(u'<') >= 0;
    fixed.append(fixLine(line, isHtml));
    begin = end;
  }
  return fixed;
}

}  // namespace chexgen::text
