// Character references of HTML (&amp; &#233; &#x41;) as text.
#pragma once

#include <string>
#include <string_view>

#include <unicode/unistr.h>

#include "core/base/error.h"

namespace chexgen::text {

// What "&NAME;" stands for (name without '&' and ';', case-sensitive); empty when HTML has no such name.
[[nodiscard]] std::u16string_view namedCharacter(std::string_view name);

// Decodes every reference the way HTML5 does, those without semicolon included: &ampx becomes &x.
[[nodiscard]] icu::UnicodeString unescapeHtml(const icu::UnicodeString& text);

// Decodes only complete references of 1 to 24 letters or digits that end in a semicolon, and names of
// lower-case entities written in capitals (&EACUTE; becomes É): what is safe in text that may not be HTML at
// all.
[[nodiscard]] icu::UnicodeString unescapeCompleteReferences(const icu::UnicodeString& text);

}  // namespace chexgen::text
