// Finds and repairs UTF-8 text that was once decoded in the wrong encoding ("donâ€™t" for "don’t").
#pragma once

#include <unicode/unistr.h>

namespace chexgen::text {

// True when `text` holds a sequence of characters that is far likelier to be misread UTF-8 than meant.
[[nodiscard]] bool looksMisread(const icu::UnicodeString& text);

// Undoes misreadings, also several on top of each other and ones that touch only a part of the text, until
// nothing changes any more. Text that does not look misread comes back unchanged.
[[nodiscard]] icu::UnicodeString repairEncoding(const icu::UnicodeString& text);

}  // namespace chexgen::text
