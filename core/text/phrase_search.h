// Phrases at the borders of words, found in time that grows with the text and nothing else.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace chexgen::text {

// Letters and digits of ASCII, and "_".
[[nodiscard]] bool isWordByte(char c);
// Whether a word begins or ends before the byte at `at`.
[[nodiscard]] bool isWordBorder(std::string_view text, std::size_t at);
// How many digits stand from `at` on.
[[nodiscard]] std::size_t digitsAt(std::string_view text, std::size_t at);

// Lower-case ASCII that begins and ends with a letter; where it ends with "*" a word may go on.
using Phrases = std::span<const std::string_view>;

// How long the phrase is that stands at `at` from border to border, in any case; 0 when none does.
[[nodiscard]] std::size_t phraseAt(std::string_view text, std::size_t at, Phrases phrases);
[[nodiscard]] bool hasPhrase(std::string_view text, Phrases phrases);

// The first "64 years", "64-year-old", "64 yr" of a text in lower case: at most the last three digits.
[[nodiscard]] std::optional<int> firstYears(std::string_view text);

}  // namespace chexgen::text
