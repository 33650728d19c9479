// What the report editor holds, and the prompt that becomes of it.
#pragma once

#include <QString>
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/imaging/recipe.h"
#include "core/text/prompt.h"

namespace chexgen::widgets {

struct ReportText {
  QString findings;
  QString impression;
  imaging::Demographics demographics;
  friend bool operator==(const ReportText&, const ReportText&) = default;
};

// The report as one text: the part that is there, or both under the headings that radiology reports carry.
[[nodiscard]] std::string reportOf(const ReportText& text);
// The other way: a report that reportOf has put together comes apart again, any other is the impression.
[[nodiscard]] ReportText reportTextOf(const std::string& report, const imaging::Demographics& demographics);
// Demographics and report as they were typed, of which the prompt is joined.
[[nodiscard]] text::PromptParts partsOf(const ReportText& text);

// The same as the prompt shall state it: see text::understoodParts, whose errors it has; what stands in front
// of either part of the report is taken off it.
[[nodiscard]] base::Result<text::PromptParts> understoodText(const ReportText& text);

// For the project's draft.
[[nodiscard]] std::string toJsonText(const ReportText& text);
// formatInvalid when it is not that text.
[[nodiscard]] base::Result<ReportText> reportTextFromJson(std::string_view json);

}  // namespace chexgen::widgets
