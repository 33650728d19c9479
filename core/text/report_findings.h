// Which findings a report states.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chexgen::text {

// The fourteen findings of ChestX-ray14 (Wang et al., CVPR 2017) and fracture, as resources/findings.json
// names them.
[[nodiscard]] std::span<const std::string_view> reportedFindings();

// Those that a report states as present, in the order above. A rule for each sentence, after NegEx (Chapman
// et al., J Biomed Inform 2001): a finding's usual words count unless a negation stands before them ("no",
// "without", "free of" …; "but" and "however" end its reach) or after them ("… has resolved", "… is not
// seen"). What is only suspected counts. English reports; a helper for lists and filters, not a labeller to
// publish numbers with.
[[nodiscard]] std::vector<std::string> statedFindings(std::string_view report);

}  // namespace chexgen::text
