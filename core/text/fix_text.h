// General repair of damaged text, with the behaviour of ftfy 6.3.1's fix_text under its default settings.
#pragma once

#include <unicode/unistr.h>

namespace chexgen::text {

// Line by line: complete character references (unless a '<' has been seen, then the text is HTML), misread
// encodings, ligatures of Latin letters, full-width and half-width forms, curly quotes, line breaks, terminal
// escapes, control characters, and composition (NFC), repeated until nothing changes.
[[nodiscard]] icu::UnicodeString fixText(const icu::UnicodeString& text);

}  // namespace chexgen::text
