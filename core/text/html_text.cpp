#include "core/text/html_text.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/text/html_entities.h"
#include "core/text/html_scanner.h"
#include "core/text/html_tree.h"
#include "core/text/python_text.h"
#include "core/text/single_byte_encoding.h"

namespace chexgen::text {
namespace {

// A numeric reference inside markup: unlike unescapeHtml, controls and non-characters stay.
icu::UnicodeString referencedCharacter(const icu::UnicodeString& digits) {
  const bool hex = digits[0] == u'x' || digits[0] == u'X';
  UChar32 number = 0;
  for (std::int32_t i = hex ? 1 : 0; i < digits.length() && number <= 0x10FFFF; ++i) {
    number = number * (hex ? 16 : 10) + u_digit(digits[i], 16);
  }
  if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) {
    return icu::UnicodeString(char16_t{0xFFFD});
  }
  if (number >= 0x80 && number <= 0x9F)
    return icu::UnicodeString(windows1252(static_cast<unsigned char>(number)));
  return icu::UnicodeString(number);
}

// Reads markup from left to right into a tree. The reference parser is fed the whole text and then told that
// it is over; what stopped it the first time (something that looks unfinished) is taken as it stands the
// second time. It stops at most twice, so the two passes differ from a single one.
class HtmlReader {
 public:
  explicit HtmlReader(const icu::UnicodeString& markup) : markup_(markup), scan_(markup_) {}

  base::Result<icu::UnicodeString> read() {
    CHEXGEN_TRY(readOn(false));
    CHEXGEN_TRY(readOn(true));
    return tree_.finish();
  }

 private:
  [[nodiscard]] std::int32_t size() const { return markup_.length(); }
  [[nodiscard]] icu::UnicodeString piece(std::int32_t begin, std::int32_t end) const {
    return icu::UnicodeString(markup_, begin, end - begin);
  }
  void addText(std::int32_t begin, std::int32_t end) { tree_.addText(piece(begin, end)); }

  // The next '<' or '&'; inside a script or style sheet, its end tag. Negative if there is none.
  [[nodiscard]] std::int32_t nextInteresting() const;
  base::Result<void> readOn(bool isLast);
  // Reads the markup that starts with '<' at next_. False when it looks unfinished.
  base::Result<bool> readTag(bool isLast);
  // Reads the reference that starts with '&' at next_. False when reading stops here.
  bool readReference(bool isLast);
  bool readNumericReference();
  bool readNamedReference(bool isLast);

  // Each reads one construct at next_ and returns its end, or a negative value when it is unfinished.
  std::int32_t readStartTag();
  std::int32_t readEndTag();
  std::int32_t readComment();
  std::int32_t readBogusComment();
  base::Result<std::int32_t> readDeclaration();
  base::Result<std::int32_t> readMarkedSection();

  icu::UnicodeString markup_;
  HtmlScanner scan_;
  HtmlTree tree_;
  std::int32_t next_ = 0;
  icu::UnicodeString rawElement_;  // "script" or "style" while inside one
};

std::int32_t HtmlReader::nextInteresting() const {
  if (!rawElement_.isEmpty()) return scan_.rawEndTag(next_, rawElement_);
  for (std::int32_t i = next_; i < size(); ++i) {
    if (markup_[i] == u'<' || markup_[i] == u'&') return i;
  }
  return -1;
}

base::Result<void> HtmlReader::readOn(bool isLast) {
  while (next_ < size()) {
    std::int32_t interesting = nextInteresting();
    if (interesting < 0) {
      if (!rawElement_.isEmpty()) break;
      interesting = size();
    }
    if (interesting > next_) addText(next_, interesting);
    next_ = interesting;
    if (next_ == size()) break;
    if (markup_[next_] == u'<') {
      CHEXGEN_ASSIGN(const bool goesOn, readTag(isLast));
      if (!goesOn) break;
    } else if (!readReference(isLast)) {
      break;
    }
  }
  // An unclosed script swallows the rest.
  if (isLast && next_ < size() && rawElement_.isEmpty()) addText(next_, size());
  return {};
}

base::Result<bool> HtmlReader::readTag(bool isLast) {
  std::int32_t end = -1;
  if (scan_.isLetter(next_ + 1)) {
    end = readStartTag();
  } else if (scan_.startsWith(next_, u"</")) {
    end = readEndTag();
  } else if (scan_.startsWith(next_, u"<!--")) {
    end = readComment();
  } else if (scan_.startsWith(next_, u"<?")) {
    const std::int32_t close = scan_.find(u'>', next_ + 2);
    if (close >= 0) tree_.addHidden();
    end = close < 0 ? -1 : close + 1;
  } else if (scan_.startsWith(next_, u"<!")) {
    CHEXGEN_ASSIGN(end, readDeclaration());
  } else if (next_ + 1 < size()) {
    addText(next_, next_ + 1);
    end = next_ + 1;
  } else {
    return false;
  }
  if (end < 0) {
    if (!isLast) return false;
    end = scan_.endOfUnfinished(next_);
    addText(next_, end);
  }
  next_ = end;
  return true;
}

bool HtmlReader::readReference(bool isLast) {
  return scan_.startsWith(next_, u"&#") ? readNumericReference() : readNamedReference(isLast);
}

bool HtmlReader::readNumericReference() {
  const auto digitsEnd = scan_.numericReference(next_);
  if (!digitsEnd) {
    if (scan_.find(u';', next_) >= 0) {
      addText(next_, next_ + 2);
      next_ += 2;
    }
    return false;
  }
  tree_.addText(referencedCharacter(piece(next_ + 2, *digitsEnd)));
  next_ = markup_[*digitsEnd] == u';' ? *digitsEnd + 1 : *digitsEnd;
  return true;
}

bool HtmlReader::readNamedReference(bool isLast) {
  if (const auto nameEnd = scan_.namedReference(next_)) {
    const auto value = namedCharacter(encodeUtf8(piece(next_ + 1, *nameEnd)));
    if (value.empty()) {
      addText(next_, *nameEnd);
    } else {
      tree_.addText(icu::UnicodeString(value.data(), static_cast<std::int32_t>(value.size())));
    }
    next_ = markup_[*nameEnd] == u';' ? *nameEnd + 1 : *nameEnd;
    return true;
  }
  if (scan_.isLetter(next_ + 1)) {
    // A single letter after the last '&' loses its '&'.
    if (isLast && next_ + 2 == size()) ++next_;
    return false;
  }
  if (next_ + 1 == size()) return false;
  addText(next_, next_ + 1);
  ++next_;
  return true;
}

std::int32_t HtmlReader::readStartTag() {
  const std::int32_t end = scan_.startTagEnd(next_);
  if (end < 0) return end;
  const HtmlScanner::StartTag tag = scan_.startTag(next_, end);
  if (tag.kind == HtmlScanner::StartTag::Kind::broken) {
    addText(next_, end);
    return end;
  }
  const icu::UnicodeString name = lower(piece(next_ + 1, tag.nameEnd));
  const bool selfClosing = tag.kind == HtmlScanner::StartTag::Kind::selfClosing;
  tree_.open(name, selfClosing);
  if (!selfClosing && (name == u"script" || name == u"style")) rawElement_ = name;
  return end;
}

std::int32_t HtmlReader::readEndTag() {
  const std::int32_t close = scan_.find(u'>', next_ + 1);
  if (close < 0) return -1;
  const auto plainName = scan_.plainEndTag(next_);
  if (!plainName) {
    if (!rawElement_.isEmpty()) {
      addText(next_, close + 1);
      return close + 1;
    }
    if (!scan_.isLetter(next_ + 2)) return scan_.startsWith(next_, u"</>") ? next_ + 3 : readBogusComment();
    tree_.close(lower(piece(next_ + 2, scan_.tagNameEnd(next_ + 2))));
    return close + 1;
  }
  const icu::UnicodeString name = lower(piece(plainName->nameBegin, plainName->nameEnd));
  if (!rawElement_.isEmpty() && name != rawElement_) {
    addText(next_, close + 1);
    return close + 1;
  }
  tree_.close(name);
  rawElement_.remove();
  return close + 1;
}

std::int32_t HtmlReader::readComment() {
  const std::int32_t end = scan_.closing(HtmlScanner::Mark::comment, next_ + 4).end;
  if (end >= 0) tree_.addHidden();
  return end;
}

std::int32_t HtmlReader::readBogusComment() {
  const std::int32_t close = scan_.find(u'>', next_ + 2);
  if (close < 0) return -1;
  tree_.addHidden();
  return close + 1;
}

base::Result<std::int32_t> HtmlReader::readDeclaration() {
  if (scan_.startsWith(next_, u"<![")) return readMarkedSection();
  if (lower(piece(next_, std::min(next_ + 9, size()))) != u"<!doctype") return readBogusComment();
  const std::int32_t close = scan_.find(u'>', next_ + 9);
  if (close < 0) return -1;
  tree_.addHidden();
  return close + 1;
}

base::Result<std::int32_t> HtmlReader::readMarkedSection() {
  const std::int32_t begin = next_ + 3;
  if (begin == size()) return -1;
  const auto keyword = scan_.declarationName(begin);
  if (keyword && keyword->after == size()) return -1;
  const icu::UnicodeString name = keyword ? lower(piece(begin, keyword->nameEnd)) : icu::UnicodeString();
  HtmlScanner::Closing close;
  if (name == u"temp" || name == u"cdata" || name == u"ignore" || name == u"include" || name == u"rcdata") {
    close = scan_.closing(HtmlScanner::Mark::section, begin);
  } else if (name == u"if" || name == u"else" || name == u"endif") {
    close = scan_.closing(HtmlScanner::Mark::officeSection, begin);
  } else {
    return base::fail(base::ErrorCode::formatInvalid,
                      "The text has \"<![\" without a word that HTML knows behind it, which cannot be read.",
                      {}, "Nothing was changed.", "Remove \"<![\" from the text.");
  }
  if (close.end < 0) return -1;
  const icu::UnicodeString data = piece(begin, close.begin);
  if (lower(data).startsWith(u"cdata[")) {
    tree_.addCharacterData(data.tempSubString(6));
  } else {
    tree_.addHidden();
  }
  return close.end;
}

}  // namespace

base::Result<icu::UnicodeString> textOfHtml(const icu::UnicodeString& markup) {
  return HtmlReader(markup).read();
}

}  // namespace chexgen::text
