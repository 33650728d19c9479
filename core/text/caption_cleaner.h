// The caption cleaner of the DeepFloyd/PixArt line of models: what a prompt must go through before it is
// tokenized, because every caption in training did.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace chexgen::text {

// The longest text that is cleaned, in bytes; a long report has a few thousand.
inline constexpr std::size_t cleanedTextLimit = 100'000;

// One pass over UTF-8 text (malformed bytes count as U+FFFD): decodes percent escapes, HTML and damaged
// encodings, lower-cases, strips addresses, names, file names, identifiers and advertising, and evens out
// dashes, quotes and white space. Fails with argumentInvalid above cleanedTextLimit, and with formatInvalid
// where textOfHtml does.
[[nodiscard]] base::Result<std::string> cleanCaption(std::string_view caption);

// Two passes, which is what the model sees: the second meets what the first decoded. Fails like cleanCaption.
[[nodiscard]] base::Result<std::string> cleanPrompt(std::string_view prompt);

}  // namespace chexgen::text
