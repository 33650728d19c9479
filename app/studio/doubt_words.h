// What a model was shown to draw and what not, in the interface's language.
#pragma once

#include <QString>

#include "core/jobs/wishes.h"
#include "core/weights/evidence.h"

namespace chexgen::studio {

// "sex", or a finding; one word for the core's.
[[nodiscard]] QString wishText(const std::string& wish);
// "Effusion: unproven, AUC 0.60 to 0.79"
[[nodiscard]] QString doubtText(const jobs::Doubt& doubt);
// A line for each, under a heading that says what they are; empty without doubts.
[[nodiscard]] QString doubtsText(const std::vector<jobs::Doubt>& doubts);
// "view 0.997 (0.992 to 1.000), …": everything that was measured.
[[nodiscard]] QString measuredText(const weights::Evidence& evidence);

}  // namespace chexgen::studio
