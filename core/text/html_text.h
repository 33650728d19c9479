// The text of HTML, as a tolerant old-fashioned parser reads it. HTML5 parsers (and gumbo) read broken markup
// differently; the model was trained on captions that Python 3.11's html.parser and BeautifulSoup had read.
#pragma once

#include <unicode/unistr.h>

#include "core/base/error.h"

namespace chexgen::text {

// All text outside tags, comments, scripts and style sheets, in order; character references decoded. Fails
// with formatInvalid on the few openings ("<![x") that the reference parser refuses to read on from.
[[nodiscard]] base::Result<icu::UnicodeString> textOfHtml(const icu::UnicodeString& markup);

}  // namespace chexgen::text
