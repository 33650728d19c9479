// The words of a sentence of a report, the usual short forms written out.
#pragma once

#include <string_view>
#include <vector>

namespace chexgen::text {

using ReportWords = std::vector<std::string_view>;

// Words of a sentence in lower case, and each comma, colon, slash between words and question mark as a word
// of its own; "right-sided" is two, a dash between spaces counts as a colon. Short forms become what they
// stand for: "ptx" pneumothorax, "r" and "rt" right, "rll" right lower lobe, "b/l" bilateral, "w/o" without,
// "s/p" status post, "wnl" within normal limits, … The words lie in the sentence or in the program.
[[nodiscard]] ReportWords reportWords(std::string_view sentence);

}  // namespace chexgen::text
