// Which findings a report states, for lists and filters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chexgen::text {

// Those that a report states as present or possible, in the order of reportedFindings(); see mentionsIn.
[[nodiscard]] std::vector<std::string> statedFindings(std::string_view report);

}  // namespace chexgen::text
