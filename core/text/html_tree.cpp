#include "core/text/html_tree.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace chexgen::text {
namespace {

template <std::size_t N>
bool isOneOf(const std::string& name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

constexpr std::string_view emptyElements[] = {"area",    "base",   "br",     "col",     "embed",    "hr",
                                              "img",     "input",  "keygen", "link",    "menuitem", "meta",
                                              "param",   "source", "track",  "wbr",     "basefont", "bgsound",
                                              "command", "frame",  "image",  "isindex", "nextid",   "spacer"};
constexpr std::string_view preservingElements[] = {"pre", "textarea"};
constexpr std::string_view hidingElements[] = {"rt", "rp", "style", "script", "template"};

std::string utf8(const icu::UnicodeString& name) {
  std::string bytes;
  name.toUTF8String(bytes);
  return bytes;
}

bool isAsciiSpace(char16_t c) { return c == u' ' || c == u'\n' || c == u'\t' || c == u'\f' || c == u'\r'; }

bool isBlank(const icu::UnicodeString& text) {
  for (std::int32_t i = 0; i < text.length(); ++i) {
    if (!isAsciiSpace(text[i])) return false;
  }
  return true;
}

}  // namespace

void HtmlTree::addText(const icu::UnicodeString& piece) {
  string_.append(piece);
  hasString_ = true;
}

// A string of nothing but white space (or of nothing) becomes a single newline or space, except in <pre>.
void HtmlTree::endString(bool isCharacterData) {
  if (!hasString_) return;
  if (preserving_ == 0 && isBlank(string_)) string_ = string_.indexOf(u'\n') >= 0 ? u"\n" : u" ";
  if (isCharacterData || hiding_ == 0) visible_.append(string_);
  string_.remove();
  hasString_ = false;
}

void HtmlTree::addHidden() { endString(false); }

void HtmlTree::addCharacterData(const icu::UnicodeString& data) {
  endString(false);
  addText(data);
  endString(true);
}

void HtmlTree::push(const icu::UnicodeString& name) {
  open_.push_back(utf8(name));
  ++openCount_[open_.back()];
  preserving_ += isOneOf(open_.back(), preservingElements) ? 1 : 0;
  hiding_ += isOneOf(open_.back(), hidingElements) ? 1 : 0;
}

void HtmlTree::pop() {
  --openCount_[open_.back()];
  preserving_ -= isOneOf(open_.back(), preservingElements) ? 1 : 0;
  hiding_ -= isOneOf(open_.back(), hidingElements) ? 1 : 0;
  open_.pop_back();
}

void HtmlTree::popTo(const icu::UnicodeString& name) {
  const std::string wanted = utf8(name);
  const auto count = openCount_.find(wanted);
  if (count == openCount_.end() || count->second == 0) return;
  while (open_.back() != wanted) pop();
  pop();
}

void HtmlTree::open(const icu::UnicodeString& name, bool selfClosing) {
  endString(false);
  push(name);
  const bool isEmpty = isOneOf(open_.back(), emptyElements);
  if (!selfClosing && !isEmpty) return;
  if (!selfClosing) ++closedEarly_[open_.back()];
  popTo(name);
}

void HtmlTree::close(const icu::UnicodeString& name) {
  if (const auto early = closedEarly_.find(utf8(name)); early != closedEarly_.end() && early->second > 0) {
    --early->second;
    return;
  }
  endString(false);
  popTo(name);
}

icu::UnicodeString HtmlTree::finish() {
  endString(false);
  return visible_;
}

}  // namespace chexgen::text
