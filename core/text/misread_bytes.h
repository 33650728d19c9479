// Damaged UTF-8 as bytes: putting back what other programs lost on the way, and decoding.
#pragma once

#include <optional>
#include <string>

#include <unicode/unistr.h>

namespace chexgen::text {

// Puts back byte A0 where a program turned it into a plain space inside what is otherwise a UTF-8 sequence of
// a likely character.
[[nodiscard]] std::string restoreNoBreakSpaces(const std::string& bytes);

// Replaces UTF-8 sequences with a lost byte (written as 1A, or once as '?') by U+FFFD in UTF-8.
[[nodiscard]] std::string replaceLossySequences(const std::string& bytes);

// Strict UTF-8 and, when byte C0 or ED occurs, also its two common variants: surrogate pairs encoded as two
// three-byte sequences (CESU-8), and C0 80 for the null character (Java). Nothing when the bytes are neither.
[[nodiscard]] std::optional<icu::UnicodeString> decodeTolerantUtf8(const std::string& bytes);

}  // namespace chexgen::text
