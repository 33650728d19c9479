// Where the pieces of markup begin and end. Offsets are UTF-16 units into the text; white space is Python's.
// Searches remember what they found, so that reading takes time in proportion to the text even when it is
// nothing but openings that never close.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <unicode/unistr.h>

namespace chexgen::text {

class HtmlScanner {
 public:
  // `markup` must outlive the scanner.
  explicit HtmlScanner(const icu::UnicodeString& markup);

  [[nodiscard]] bool startsWith(std::int32_t at, std::u16string_view prefix) const;
  [[nodiscard]] bool isLetter(std::int32_t at) const;  // ASCII; false behind the end
  // The next `c` from `from` on; -1 if there is none.
  [[nodiscard]] std::int32_t find(char16_t c, std::int32_t from) const;

  // For "&#..." at `at`: just past the digits, if a character follows that cannot belong to them.
  [[nodiscard]] std::optional<std::int32_t> numericReference(std::int32_t at) const;
  // For "&..." at `at`: just past the name, if a character follows that is no letter or digit.
  [[nodiscard]] std::optional<std::int32_t> namedReference(std::int32_t at) const;

  // Where text that starts like markup at `at` but never ends is cut: past its '>', before the next '<', else
  // after one character.
  [[nodiscard]] std::int32_t endOfUnfinished(std::int32_t at) const;

  // Just past the start tag at `at` (which starts with '<' and a letter), or -1 when it is unfinished.
  [[nodiscard]] std::int32_t startTagEnd(std::int32_t at);
  struct StartTag {
    enum class Kind { plain, selfClosing, broken } kind = Kind::broken;
    std::int32_t nameEnd = 0;
  };
  [[nodiscard]] StartTag startTag(std::int32_t at, std::int32_t end);
  // Just past the tag name that starts with the letter at `at`.
  [[nodiscard]] std::int32_t tagNameEnd(std::int32_t at);

  struct EndTag {
    std::int32_t nameBegin = 0;
    std::int32_t nameEnd = 0;
  };
  // An end tag at `at` with nothing but a plain name and white space in it.
  [[nodiscard]] std::optional<EndTag> plainEndTag(std::int32_t at) const;
  // The next end tag of `name` ("script"), in any case, from `from` on; -1 if there is none.
  [[nodiscard]] std::int32_t rawEndTag(std::int32_t from, const icu::UnicodeString& name) const;

  struct DeclarationName {
    std::int32_t nameEnd = 0;
    std::int32_t after = 0;  // past the white space behind it
  };
  [[nodiscard]] std::optional<DeclarationName> declarationName(std::int32_t at) const;

  struct Closing {
    std::int32_t begin = -1;
    std::int32_t end = -1;  // just past '>'; -1 if there is none
  };
  // The next "-->", "]>" or "]]>" from `from` on; white space may stand before the '>' and between the
  // brackets.
  enum class Mark { comment, officeSection, section };
  [[nodiscard]] Closing closing(Mark mark, std::int32_t from);

 private:
  [[nodiscard]] std::int32_t size() const { return markup_.length(); }
  [[nodiscard]] bool isSpaceAt(std::int32_t at) const;
  [[nodiscard]] std::int32_t skipSpaces(std::int32_t at) const;
  [[nodiscard]] std::int32_t skipSpacesAndSlashes(std::int32_t at) const;
  // A kind of maximal run of characters; the last one found is kept.
  struct Run {
    bool (*belongs)(char16_t);
    std::int32_t begin = 0;
    std::int32_t end = 0;
  };
  [[nodiscard]] std::int32_t endOf(Run& run, std::int32_t at) const;

  // Just past the attribute at `at` and the white space behind it, or nothing if there is no attribute.
  [[nodiscard]] std::optional<std::int32_t> attributeEnd(std::int32_t at);
  [[nodiscard]] std::int32_t attributesEnd(std::int32_t at);
  [[nodiscard]] std::int32_t attributeValueEnd(std::int32_t at);
  [[nodiscard]] std::optional<std::int32_t> quotedEnd(std::int32_t at) const;
  [[nodiscard]] Closing searchClosing(Mark mark, std::int32_t from) const;

  struct Search {
    std::int32_t from = -1;
    Closing found;
  };

  const icu::UnicodeString& markup_;
  std::int32_t lastTagEnd_;  // of '>'
  std::int32_t lastApostrophe_;
  std::int32_t lastQuote_;
  Run tagName_;
  Run attributeName_;
  Run bareValue_;
  std::vector<std::int32_t> attributesEnd_;  // by where the attributes begin; 0 where not yet known
  std::array<Search, 3> searches_;           // by Mark
};

}  // namespace chexgen::text
