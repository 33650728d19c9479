// A report divided into sentences, whatever its layout: prose, bullets, numbered lists, lines without full
// stops, headings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chexgen::text {

struct ReportSentence {
  std::string text;         // lower case, without list marks and headings of sections
  bool background = false;  // what was asked or was known before: "INDICATION: pneumonia?"
};

// A sentence ends at ".", ";", "!", "?", and at the end of a line unless the text goes on: prose that was
// wrapped goes on in lower case or behind a word that ends nothing ("of", "the", a comma). A list mark (-, *,
// •, 1., 2), (a) …), an empty line and a heading ("FINDINGS:", "Impression -") begin one. The full stop of a
// decimal number, of "Dr.", "vs." and of "R." or "L." before a word in lower case ends none. A question mark
// stays in the text. Sentences without a letter are left out.
[[nodiscard]] std::vector<ReportSentence> reportSentences(std::string_view report);

}  // namespace chexgen::text
