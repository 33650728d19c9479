// Python's rules for text on ICU. The caption cleaner was defined by a Python program, and the model was
// trained on what that program wrote, so white space, letters, digits and word boundaries are Python's here,
// not ICU's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <unicode/regex.h>
#include <unicode/unistr.h>

namespace chexgen::text {

// UTF-16 of any bytes; each malformed UTF-8 sequence becomes U+FFFD, as Python's errors="replace" does.
[[nodiscard]] icu::UnicodeString decodeUtf8(std::string_view bytes);
// UTF-16 of well-formed UTF-8; false, and `decoded` unspecified, when it is malformed.
[[nodiscard]] bool decodeStrictUtf8(std::string_view bytes, icu::UnicodeString& decoded);
[[nodiscard]] std::string encodeUtf8(const icu::UnicodeString& text);

// str.isspace() of one code point.
[[nodiscard]] bool isSpace(char32_t codePoint);
// str.strip().
[[nodiscard]] icu::UnicodeString strip(const icu::UnicodeString& text);
// str.lower().
[[nodiscard]] icu::UnicodeString lower(const icu::UnicodeString& text);

// One regular expression in ICU's syntax, in which \w \W \s \S \d \D \b, '.' and '$' mean what they mean in
// Python's `re`. Safe to share between threads.
class Pattern {
 public:
  explicit Pattern(std::u16string_view expression);

  [[nodiscard]] bool isIn(const icu::UnicodeString& text) const;
  // Replaces every match, from left to right; $1 in `replacement` stands for the first group.
  void replaceAll(icu::UnicodeString& text, const icu::UnicodeString& replacement) const;
  // `text` with every match replaced by what `replace` makes of it.
  [[nodiscard]] icu::UnicodeString replaceEach(
      const icu::UnicodeString& text,
      const std::function<icu::UnicodeString(const icu::UnicodeString&)>& replace) const;

 private:
  [[nodiscard]] std::unique_ptr<icu::RegexMatcher> matcher(const icu::UnicodeString& text) const;
  std::unique_ptr<icu::RegexPattern> pattern_;
};

}  // namespace chexgen::text
