#include "core/text/html_entities.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include <unicode/locid.h>
#include <unicode/uchar.h>

#include "core/text/single_byte_encoding.h"

namespace chexgen::text {
namespace {

struct Entity {
  std::string_view name;
  std::u16string_view value;
};

constexpr Entity entities[] = {
#include "core/text/html_entities.inc"
};

// The names that browsers also take without a semicolon, sorted.
constexpr std::string_view bareNames[] = {
    "AElig",  "AMP",    "Aacute", "Acirc",  "Agrave", "Aring",  "Atilde", "Auml",  "COPY",   "Ccedil",
    "ETH",    "Eacute", "Ecirc",  "Egrave", "Euml",   "GT",     "Iacute", "Icirc", "Igrave", "Iuml",
    "LT",     "Ntilde", "Oacute", "Ocirc",  "Ograve", "Oslash", "Otilde", "Ouml",  "QUOT",   "REG",
    "THORN",  "Uacute", "Ucirc",  "Ugrave", "Uuml",   "Yacute", "aacute", "acirc", "acute",  "aelig",
    "agrave", "amp",    "aring",  "atilde", "auml",   "brvbar", "ccedil", "cedil", "cent",   "copy",
    "curren", "deg",    "divide", "eacute", "ecirc",  "egrave", "eth",    "euml",  "frac12", "frac14",
    "frac34", "gt",     "iacute", "icirc",  "iexcl",  "igrave", "iquest", "iuml",  "laquo",  "lt",
    "macr",   "micro",  "middot", "nbsp",   "not",    "ntilde", "oacute", "ocirc", "ograve", "ordf",
    "ordm",   "oslash", "otilde", "ouml",   "para",   "plusmn", "pound",  "quot",  "raquo",  "reg",
    "sect",   "shy",    "sup1",   "sup2",   "sup3",   "szlig",  "thorn",  "times", "uacute", "ucirc",
    "ugrave", "uml",    "uuml",   "yacute", "yen",    "yuml"};

constexpr std::int32_t longestName = 32;  // with its semicolon: CounterClockwiseContourIntegral;

bool isAsciiAlphanumeric(char16_t c) {
  return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

int hexDigit(char16_t c) { return c < 0x80 ? u_digit(c, 16) : -1; }

bool isNonCharacter(UChar32 c) { return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE; }

bool isForbiddenControl(UChar32 c) {
  return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || (c >= 0x7F && c <= 0x9F);
}

// "Numeric character reference end state" of the HTML standard, except that what it calls an error and keeps
// is dropped, as Python's html.unescape does.
icu::UnicodeString numericCharacter(UChar32 number) {
  if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) {
    return icu::UnicodeString(char16_t{0xFFFD});
  }
  if (number >= 0x80 && number <= 0x9F)
    return icu::UnicodeString(windows1252(static_cast<unsigned char>(number)));
  if (isForbiddenControl(number) || isNonCharacter(number)) return {};
  return icu::UnicodeString(number);
}

struct Decoded {
  icu::UnicodeString value;
  std::int32_t end = 0;  // just past the reference
};

// At "&#" in `text`.
std::optional<Decoded> decodeNumeric(const icu::UnicodeString& text, std::int32_t at) {
  const bool hex = text[at + 2] == u'x' || text[at + 2] == u'X';
  const int base = hex ? 16 : 10;
  const std::int32_t first = at + (hex ? 3 : 2);
  std::int32_t end = first;
  UChar32 number = 0;
  for (int digit = hexDigit(text[end]); end < text.length() && digit >= 0 && digit < base;
       digit = hexDigit(text[++end])) {
    number = std::min(number * base + digit, 0x110000);
  }
  if (end == first) return std::nullopt;
  if (end < text.length() && text[end] == u';') ++end;
  return Decoded{numericCharacter(number), end};
}

// At '&' in `text`: the longest name that fits, with a semicolon or, for the old names, without.
std::optional<Decoded> decodeNamed(const icu::UnicodeString& text, std::int32_t at) {
  std::string name;
  std::int32_t end = at + 1;
  while (end < text.length() && end - at <= longestName && isAsciiAlphanumeric(text[end])) {
    name += static_cast<char>(text[end++]);
  }
  if (end < text.length() && text[end] == u';') {
    if (const auto value = namedCharacter(name); !value.empty()) {
      return Decoded{icu::UnicodeString(value.data(), static_cast<std::int32_t>(value.size())), end + 1};
    }
  }
  for (; name.size() >= 2; name.pop_back(), --end) {
    if (std::binary_search(std::begin(bareNames), std::end(bareNames), name)) {
      const auto value = namedCharacter(name);
      return Decoded{icu::UnicodeString(value.data(), static_cast<std::int32_t>(value.size())), end};
    }
  }
  return std::nullopt;
}

std::optional<Decoded> decodeReference(const icu::UnicodeString& text, std::int32_t at) {
  return at + 1 < text.length() && text[at + 1] == u'#' ? decodeNumeric(text, at) : decodeNamed(text, at);
}

// The value of a name in capitals whose lower-case form is an entity: the character in capitals. Names that
// HTML would read in part as another one (&AMPX;) do not count.
icu::UnicodeString shoutedCharacter(const std::string& name) {
  std::string small = name;
  for (char& c : small) c = static_cast<char>(u_tolower(static_cast<unsigned char>(c)));
  const bool allCapitals =
      std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; }) && small != name;
  const auto value = allCapitals ? namedCharacter(small) : std::u16string_view();
  if (value.empty()) return {};
  const icu::UnicodeString whole = icu::UnicodeString::fromUTF8("&" + name + ";");
  if (unescapeHtml(whole) != whole) return {};
  return icu::UnicodeString(value.data(), static_cast<std::int32_t>(value.size()))
      .toUpper(icu::Locale::getRoot());
}

// `reference` is the whole "&...;"; returned unchanged when it stands for nothing.
icu::UnicodeString decodeComplete(const icu::UnicodeString& reference) {
  if (reference[1] == u'#') {
    icu::UnicodeString decoded = unescapeHtml(reference);
    return decoded.indexOf(u';') < 0 ? decoded : reference;
  }
  std::string name;
  reference.tempSubStringBetween(1, reference.length() - 1).toUTF8String(name);
  if (const auto value = namedCharacter(name); !value.empty()) {
    return icu::UnicodeString(value.data(), static_cast<std::int32_t>(value.size()));
  }
  const icu::UnicodeString shouted = shoutedCharacter(name);
  return shouted.isEmpty() ? reference : shouted;
}

}  // namespace

std::u16string_view namedCharacter(std::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(entities), std::end(entities), name,
                       [](const Entity& entity, std::string_view key) { return entity.name < key; });
  return found != std::end(entities) && found->name == name ? found->value : std::u16string_view();
}

icu::UnicodeString unescapeHtml(const icu::UnicodeString& text) {
  icu::UnicodeString decoded;
  std::int32_t copied = 0;
  for (std::int32_t at = text.indexOf(u'&'); at >= 0; at = text.indexOf(u'&', std::max(at + 1, copied))) {
    if (const auto reference = decodeReference(text, at)) {
      decoded.append(text, copied, at - copied).append(reference->value);
      copied = reference->end;
    }
  }
  return decoded.append(text, copied, text.length() - copied);
}

icu::UnicodeString unescapeCompleteReferences(const icu::UnicodeString& text) {
  constexpr std::int32_t longest = 24;
  icu::UnicodeString decoded;
  std::int32_t copied = 0;
  for (std::int32_t at = text.indexOf(u'&'); at >= 0; at = text.indexOf(u'&', at + 1)) {
    const std::int32_t first = at + (at + 1 < text.length() && text[at + 1] == u'#' ? 2 : 1);
    std::int32_t end = first;
    while (end < text.length() && end - first <= longest && isAsciiAlphanumeric(text[end])) ++end;
    if (end == first || end - first > longest || end == text.length() || text[end] != u';') continue;
    decoded.append(text, copied, at - copied).append(decodeComplete(text.tempSubStringBetween(at, end + 1)));
    copied = end + 1;
  }
  return decoded.append(text, copied, text.length() - copied);
}

}  // namespace chexgen::text
