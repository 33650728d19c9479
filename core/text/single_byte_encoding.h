// The single-byte encodings that UTF-8 text is most often misread in, as tables.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <unicode/unistr.h>

namespace chexgen::text {

// The character of a byte in windows-1252; the five unassigned bytes stand for the control characters of the
// same number, as in browsers.
[[nodiscard]] char16_t windows1252(unsigned char byte);
// The same without that courtesy: nothing for an unassigned byte.
[[nodiscard]] std::optional<char16_t> strictWindows1252(unsigned char byte);

class SingleByteEncoding {
 public:
  enum class Kind {
    latin1,
    windows,  // unassigned bytes stand for the characters of the same number, and byte 1A for U+FFFD: text
              // whose unassigned bytes were lost on the way can still be encoded
    macRoman,
    other
  };
  // `converter` is ICU's name.
  SingleByteEncoding(const char* converter, Kind kind);

  [[nodiscard]] Kind kind() const { return kind_; }
  // The bytes that decode to `text`, or nothing when a character has none.
  [[nodiscard]] std::optional<std::string> encode(const icu::UnicodeString& text) const;

 private:
  struct Mapping {
    char16_t character;
    unsigned char byte;
  };
  Kind kind_;
  std::vector<Mapping> upperHalf_;  // bytes 80 to FF, sorted by character
};

// All encodings in the order in which a repair tries them.
[[nodiscard]] std::span<const SingleByteEncoding> misreadEncodings();

}  // namespace chexgen::text
