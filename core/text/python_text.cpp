#include "core/text/python_text.h"

#include <cstdint>
#include <stdexcept>
#include <utility>

#include <unicode/locid.h>
#include <unicode/stringpiece.h>
#include <unicode/utf8.h>

namespace chexgen::text {
namespace {

// Python 3.11 knows Unicode 14: characters that were added later are neither letters nor digits to it.
constexpr const char16_t* wordSet = u"[[\\p{L}\\p{N}_]&&[\\p{Age=14.0}]]";
constexpr const char16_t* notWordSet = u"[^[[\\p{L}\\p{N}_]&&[\\p{Age=14.0}]]]";
constexpr const char16_t* digitSet = u"[[\\p{Nd}]&&[\\p{Age=14.0}]]";
constexpr const char16_t* notDigitSet = u"[^[[\\p{Nd}]&&[\\p{Age=14.0}]]]";
#define CHEXGEN_PYTHON_SPACES \
  u"\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
constexpr const char16_t* spaceSet = u"[" CHEXGEN_PYTHON_SPACES u"]";
constexpr const char16_t* notSpaceSet = u"[^" CHEXGEN_PYTHON_SPACES u"]";
#undef CHEXGEN_PYTHON_SPACES

// ICU's own \b passes over combining marks; Python's does not.
icu::UnicodeString wordBoundary() {
  icu::UnicodeString boundary;
  for (const char16_t* part :
       {u"(?:(?<=", wordSet, u")(?!", wordSet, u")|(?<!", wordSet, u")(?=", wordSet, u"))"}) {
    boundary += part;
  }
  return boundary;
}

icu::UnicodeString translate(std::u16string_view expression) {
  icu::UnicodeString translated;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] != u'\\' || i + 1 == expression.size()) {
      translated += expression[i];
      continue;
    }
    switch (expression[++i]) {
      case u'w': translated += wordSet; break;
      case u'W': translated += notWordSet; break;
      case u'd': translated += digitSet; break;
      case u'D': translated += notDigitSet; break;
      case u's': translated += spaceSet; break;
      case u'S': translated += notSpaceSet; break;
      case u'b': translated += wordBoundary(); break;
      default: translated += u'\\'; translated += expression[i];
    }
  }
  return translated;
}

// What is left to fail in a fixed, tested pattern is memory.
void check(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
}

}  // namespace

icu::UnicodeString decodeUtf8(std::string_view bytes) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(bytes.data(), static_cast<std::int32_t>(bytes.size())));
}

bool decodeStrictUtf8(std::string_view bytes, icu::UnicodeString& decoded) {
  const auto length = static_cast<std::int32_t>(bytes.size());
  const auto* units = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::int32_t i = 0;
  while (i < length) {
    UChar32 codePoint = 0;
    U8_NEXT(units, i, length, codePoint);
    if (codePoint < 0) return false;
  }
  decoded = decodeUtf8(bytes);
  return true;
}

std::string encodeUtf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

bool isSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

icu::UnicodeString strip(const icu::UnicodeString& text) {
  std::int32_t begin = 0;
  std::int32_t end = text.length();
  while (begin < end && isSpace(text[begin])) ++begin;
  while (end > begin && isSpace(text[end - 1])) --end;
  return icu::UnicodeString(text, begin, end - begin);
}

icu::UnicodeString lower(const icu::UnicodeString& text) {
  icu::UnicodeString lowered(text);
  return lowered.toLower(icu::Locale::getRoot());
}

Pattern::Pattern(std::u16string_view expression) {
  UErrorCode status = U_ZERO_ERROR;
  // With UNIX_LINES '.' and '$' know only \n as a line's end, like Python.
  pattern_.reset(icu::RegexPattern::compile(translate(expression), UREGEX_UNIX_LINES, status));
  check(status);
}

std::unique_ptr<icu::RegexMatcher> Pattern::matcher(const icu::UnicodeString& text) const {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::RegexMatcher> matcher(pattern_->matcher(text, status));
  check(status);
  matcher->setStackLimit(0, status);
  check(status);
  return matcher;
}

bool Pattern::isIn(const icu::UnicodeString& text) const {
  UErrorCode status = U_ZERO_ERROR;
  const bool found = matcher(text)->find(status) != 0;
  check(status);
  return found;
}

void Pattern::replaceAll(icu::UnicodeString& text, const icu::UnicodeString& replacement) const {
  UErrorCode status = U_ZERO_ERROR;
  const auto found = matcher(text);
  if (found->find(status) != 0) {
    icu::UnicodeString replaced = found->replaceAll(replacement, status);
    check(status);
    text = std::move(replaced);
  }
  check(status);
}

icu::UnicodeString Pattern::replaceEach(
    const icu::UnicodeString& text,
    const std::function<icu::UnicodeString(const icu::UnicodeString&)>& replace) const {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString replaced;
  std::int32_t copied = 0;
  const auto found = matcher(text);
  while (found->find(status) != 0) {
    const std::int32_t begin = found->start(status);
    const std::int32_t end = found->end(status);
    replaced.append(text, copied, begin - copied).append(replace(text.tempSubStringBetween(begin, end)));
    copied = end;
  }
  check(status);
  return replaced.append(text, copied, text.length() - copied);
}

}  // namespace chexgen::text
