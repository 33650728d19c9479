// Percent escapes of web addresses (%20) as text.
#pragma once

#include <unicode/unistr.h>

namespace chexgen::text {

// Decodes '+' to a space and each %XX to a byte; bytes that are not UTF-8 become U+FFFD, and a '%' without
// two hexadecimal digits stays. Bytes on two sides of a character outside ASCII never make one character
// together.
[[nodiscard]] icu::UnicodeString decodePercentEscapes(const icu::UnicodeString& text);

}  // namespace chexgen::text
