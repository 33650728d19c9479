// A report as one HTML file that needs nothing beside it.
#pragma once

#include <string>

#include "core/report/document.h"

namespace chexgen::report {

// UTF-8; figures are SVG inside it. Follows the light or dark scheme of whoever reads it, and prints dark on
// white. No text of the document can become markup.
[[nodiscard]] std::string toHtml(const Document& document);

}  // namespace chexgen::report
