// What of a prompt is lost, in words for people.
#pragma once

#include <QString>

#include "core/text/prompt_loss.h"

namespace chexgen::widgets {

// What the model cannot read, with the share and an example; empty where it reads everything.
[[nodiscard]] QString unreadText(const text::PromptLoss& loss);
// How much is cut at the end and behind which words; empty where nothing is.
[[nodiscard]] QString cutText(const text::PromptLoss& loss);

}  // namespace chexgen::widgets
