#include "core/text/html_scanner.h"

#include "core/text/python_text.h"

namespace chexgen::text {
namespace {

bool isAsciiLetter(char16_t c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z'); }
bool isAsciiDigit(char16_t c) { return c >= u'0' && c <= u'9'; }
bool isHexDigit(char16_t c) {
  return isAsciiDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

bool endsTagName(char16_t c) {
  return c == u'\t' || c == u'\n' || c == u'\r' || c == u'\f' || c == u' ' || c == u'/' || c == u'>' ||
         c == 0;
}

bool isNameCharacter(char16_t c) { return isAsciiLetter(c) || isAsciiDigit(c) || c == u'-' || c == u'.'; }

// Python's re.IGNORECASE also takes the long s and the two i without or with a dot for their plain letters.
bool equalsIgnoringCase(char16_t c, char16_t lowerLetter) {
  if (c == lowerLetter || (isAsciiLetter(c) && (c | 0x20) == lowerLetter)) return true;
  return (lowerLetter == u's' && c == 0x017F) || (lowerLetter == u'i' && (c == 0x0130 || c == 0x0131));
}

bool belongsToTagName(char16_t c) { return !endsTagName(c); }
bool belongsToBareValue(char16_t c) { return c != u'>' && !isSpace(c); }
bool belongsToAttributeName(char16_t c) { return belongsToBareValue(c) && c != u'/' && c != u'='; }

}  // namespace

HtmlScanner::HtmlScanner(const icu::UnicodeString& markup)
    : markup_(markup),
      lastTagEnd_(markup.lastIndexOf(u'>')),
      lastApostrophe_(markup.lastIndexOf(u'\'')),
      lastQuote_(markup.lastIndexOf(u'"')),
      tagName_{&belongsToTagName},
      attributeName_{&belongsToAttributeName},
      bareValue_{&belongsToBareValue} {}

std::int32_t HtmlScanner::find(char16_t c, std::int32_t from) const {
  return c == u'>' && from > lastTagEnd_ ? -1 : markup_.indexOf(c, from);
}

std::int32_t HtmlScanner::endOf(Run& run, std::int32_t at) const {
  if (at >= run.begin && at < run.end) return run.end;
  run.begin = at;
  run.end = at;
  while (run.end < size() && run.belongs(markup_[run.end])) ++run.end;
  return run.end;
}

bool HtmlScanner::startsWith(std::int32_t at, std::u16string_view prefix) const {
  const auto length = static_cast<std::int32_t>(prefix.size());
  return at + length <= size() && markup_.compare(at, length, prefix.data(), 0, length) == 0;
}

bool HtmlScanner::isLetter(std::int32_t at) const { return at < size() && isAsciiLetter(markup_[at]); }

bool HtmlScanner::isSpaceAt(std::int32_t at) const { return at < size() && isSpace(markup_[at]); }

std::int32_t HtmlScanner::skipSpaces(std::int32_t at) const {
  while (isSpaceAt(at)) ++at;
  return at;
}

// A slash counts as white space unless it closes the tag.
std::int32_t HtmlScanner::skipSpacesAndSlashes(std::int32_t at) const {
  while (isSpaceAt(at) || (startsWith(at, u"/") && !startsWith(at, u"/>"))) ++at;
  return at;
}

std::optional<std::int32_t> HtmlScanner::numericReference(std::int32_t at) const {
  std::int32_t end = at + 2;
  if (startsWith(end, u"x") || startsWith(end, u"X")) {
    const std::int32_t first = ++end;
    while (end < size() && isHexDigit(markup_[end])) ++end;
    if (end == first) return std::nullopt;
  } else {
    const std::int32_t first = end;
    while (end < size() && isAsciiDigit(markup_[end])) ++end;
    if (end == first) return std::nullopt;
  }
  if (end == size() || isHexDigit(markup_[end])) return std::nullopt;
  return end;
}

std::optional<std::int32_t> HtmlScanner::namedReference(std::int32_t at) const {
  if (!isLetter(at + 1)) return std::nullopt;
  std::int32_t end = at + 2;
  while (end < size() && isNameCharacter(markup_[end])) ++end;
  if (end < size()) return end;
  // At the very end of the text only a dash or dot inside the run can end the name.
  while (end > at + 2) {
    --end;
    if (markup_[end] == u'-' || markup_[end] == u'.') return end;
  }
  return std::nullopt;
}

std::int32_t HtmlScanner::endOfUnfinished(std::int32_t at) const {
  if (const std::int32_t close = find(u'>', at + 1); close >= 0) return close + 1;
  const std::int32_t next = find(u'<', at + 1);
  return next >= 0 ? next : at + 1;
}

std::int32_t HtmlScanner::tagNameEnd(std::int32_t at) { return endOf(tagName_, at); }

std::optional<std::int32_t> HtmlScanner::quotedEnd(std::int32_t at) const {
  const char16_t quote = markup_[at];
  if (at >= (quote == u'"' ? lastQuote_ : lastApostrophe_)) return std::nullopt;
  return markup_.indexOf(quote, at + 1) + 1;
}

// At the end of an attribute's name: just past "= value" if there is one. A quote that never closes is no
// value; then white space or a second '=' before it stands for an empty or bare one.
std::int32_t HtmlScanner::attributeValueEnd(std::int32_t at) {
  const std::int32_t equals = skipSpaces(at);
  std::int32_t afterEquals = equals;
  while (startsWith(afterEquals, u"=")) ++afterEquals;
  if (afterEquals == equals) return at;
  const std::int32_t value = skipSpaces(afterEquals);
  if (!startsWith(value, u"'") && !startsWith(value, u"\"")) return endOf(bareValue_, value);
  if (const auto end = quotedEnd(value)) return *end;
  if (value > afterEquals) return value - 1;
  return afterEquals - equals > 1 ? endOf(bareValue_, afterEquals - 1) : at;
}

std::optional<std::int32_t> HtmlScanner::attributeEnd(std::int32_t at) {
  const char16_t before = markup_[at - 1];
  const bool separated = before == u'\'' || before == u'"' || before == u'/' || isSpace(before);
  if (!separated || at >= size() || isSpaceAt(at) || markup_[at] == u'/' || markup_[at] == u'>') {
    return std::nullopt;
  }
  // A name may start with '='.
  return skipSpacesAndSlashes(attributeValueEnd(endOf(attributeName_, at + 1)));
}

std::int32_t HtmlScanner::attributesEnd(std::int32_t at) {
  if (attributesEnd_.empty()) attributesEnd_.resize(static_cast<std::size_t>(size()) + 1);
  std::vector<std::int32_t> begins;
  while (true) {
    begins.push_back(at);
    if (const std::int32_t known = attributesEnd_[static_cast<std::size_t>(at)]; known != 0) {
      at = known;
      break;
    }
    const auto next = attributeEnd(at);
    if (!next) break;
    at = *next;
  }
  for (const std::int32_t begin : begins) attributesEnd_[static_cast<std::size_t>(begin)] = at;
  return at;
}

std::int32_t HtmlScanner::startTagEnd(std::int32_t at) {
  std::int32_t end = tagNameEnd(at + 1);
  while (isSpaceAt(end) || startsWith(end, u"/")) ++end;
  end = skipSpaces(attributesEnd(end));
  if (end == size()) return -1;
  if (markup_[end] == u'>') return end + 1;
  if (markup_[end] == u'/') return startsWith(end, u"/>") ? end + 2 : -1;
  return isAsciiLetter(markup_[end]) || markup_[end] == u'=' ? -1 : end;
}

HtmlScanner::StartTag HtmlScanner::startTag(std::int32_t at, std::int32_t end) {
  StartTag tag;
  tag.nameEnd = tagNameEnd(at + 1);
  std::int32_t next = skipSpacesAndSlashes(tag.nameEnd);
  while (next < end) {
    const auto attribute = attributeEnd(next);
    if (!attribute) break;
    next = *attribute;
  }
  const icu::UnicodeString rest = strip(markup_.tempSubStringBetween(next, end));
  if (rest == u">") tag.kind = StartTag::Kind::plain;
  if (rest == u"/>") tag.kind = StartTag::Kind::selfClosing;
  return tag;
}

std::optional<HtmlScanner::EndTag> HtmlScanner::plainEndTag(std::int32_t at) const {
  EndTag tag;
  tag.nameBegin = skipSpaces(at + 2);
  if (!isLetter(tag.nameBegin)) return std::nullopt;
  tag.nameEnd = tag.nameBegin;
  while (tag.nameEnd < size() && (isNameCharacter(markup_[tag.nameEnd]) || markup_[tag.nameEnd] == u':' ||
                                  markup_[tag.nameEnd] == u'_')) {
    ++tag.nameEnd;
  }
  if (!startsWith(skipSpaces(tag.nameEnd), u">")) return std::nullopt;
  return tag;
}

std::int32_t HtmlScanner::rawEndTag(std::int32_t from, const icu::UnicodeString& name) const {
  for (std::int32_t at = markup_.indexOf(u"</", from); at >= 0; at = markup_.indexOf(u"</", at + 1)) {
    const std::int32_t begin = skipSpaces(at + 2);
    std::int32_t matched = 0;
    while (matched < name.length() && begin + matched < size() &&
           equalsIgnoringCase(markup_[begin + matched], name[matched])) {
      ++matched;
    }
    if (matched == name.length() && startsWith(skipSpaces(begin + matched), u">")) return at;
  }
  return -1;
}

std::optional<HtmlScanner::DeclarationName> HtmlScanner::declarationName(std::int32_t at) const {
  if (!isLetter(at)) return std::nullopt;
  DeclarationName name;
  name.nameEnd = at;
  while (name.nameEnd < size() && (isNameCharacter(markup_[name.nameEnd]) || markup_[name.nameEnd] == u'_')) {
    ++name.nameEnd;
  }
  name.after = skipSpaces(name.nameEnd);
  return name;
}

HtmlScanner::Closing HtmlScanner::closing(Mark mark, std::int32_t from) {
  Search& last = searches_[static_cast<std::size_t>(mark)];
  const bool stillTrue =
      last.from >= 0 && from >= last.from && (last.found.end < 0 || from <= last.found.begin);
  if (!stillTrue) last = {from, searchClosing(mark, from)};
  return last.found;
}

HtmlScanner::Closing HtmlScanner::searchClosing(Mark mark, std::int32_t from) const {
  const char16_t first = mark == Mark::comment ? u'-' : u']';
  for (std::int32_t at = markup_.indexOf(first, from); at >= 0; at = markup_.indexOf(first, at + 1)) {
    std::int32_t close = at + 1;
    if (mark != Mark::officeSection) {
      const std::int32_t second = mark == Mark::comment ? close : skipSpaces(close);
      if (second >= size() || markup_[second] != first) continue;
      close = second + 1;
    }
    close = skipSpaces(close);
    if (startsWith(close, u">")) return {at, close + 1};
  }
  return {};
}

}  // namespace chexgen::text
